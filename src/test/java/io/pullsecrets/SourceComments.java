package io.pullsecrets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Javadoc of a source file's constants and nested records, as one line of Markdown each. */
public final class SourceComments {
  private final Class<?> type;
  private final String source;

  /** Reads the source of a type, or of the one that it is nested in. */
  public SourceComments(Class<?> type) {
    this.type = type;
    Class<?> outer = type;
    while (outer.getEnclosingClass() != null) {
      outer = outer.getEnclosingClass();
    }
    Path file = Path.of("src", "main", "java", outer.getName().replace('.', '/') + ".java");
    try {
      source = Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the comment of a constant says. */
  public String of(Enum<?> constant) {
    return find(constant.name() + "\\b", type.getSimpleName() + " {");
  }

  /** What the comment of a nested record says, without its parameters. */
  public String of(Class<?> record) {
    return find("record " + record.getSimpleName() + "\\b", " {");
  }

  private String find(String declaration, String after) {
    int start = Math.max(0, source.indexOf(after));
    Matcher matcher =
        Pattern.compile("/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\s*" + declaration).matcher(source);
    if (!matcher.find(start)) {
      throw new AssertionError(type + " has no comment for " + declaration);
    }
    return markdown(matcher.group(1));
  }

  private static String markdown(String comment) {
    return comment
        .replaceAll("\\n\\s*\\* ?", "\n")
        .replaceAll("(?s)\\n@param.*", "")
        .replaceAll("\\{@code ([^}]*)}", "`$1`")
        .replaceAll("\\{@link (?:[\\w.]*#)?([^}]*)}", "`$1`")
        .replace("|", "\\|")
        .replaceAll("\\s+", " ")
        .strip();
  }
}
