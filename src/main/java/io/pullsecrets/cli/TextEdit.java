package io.pullsecrets.cli;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * Replaces a part of a text.
 *
 * @param start where it begins, counted in code points, as the YAML parser does
 * @param end where it ends, the same as {@code start} to insert only
 * @param replacement what stands there then
 */
record TextEdit(int start, int end, String replacement) {
  TextEdit {
    Objects.requireNonNull(replacement, "replacement");
  }

  /** The text after all these edits, which must not overlap. */
  static String apply(String text, List<TextEdit> edits) {
    StringBuilder edited = new StringBuilder(text);
    // From the end on, so that the places of those before stay right.
    edits.stream()
        .sorted(Comparator.comparingInt(TextEdit::start).reversed())
        .forEach(
            edit ->
                edited.replace(
                    text.offsetByCodePoints(0, edit.start),
                    text.offsetByCodePoints(0, edit.end),
                    edit.replacement));
    return edited.toString();
  }
}
