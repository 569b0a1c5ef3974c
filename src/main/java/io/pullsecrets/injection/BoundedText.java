package io.pullsecrets.injection;

import io.pullsecrets.image.PrintableText;
import java.util.Iterator;
import java.util.function.Consumer;

/**
 * A text that ends at a limit, however much there is to tell: a pod and the Secrets beside it can
 * have a million pairs, and the name of one registry can have megabytes. What has no room isn't
 * made first.
 */
final class BoundedText {
  private static final int LIMIT = 4096;

  private final StringBuilder text = new StringBuilder();

  BoundedText add(String part) {
    int room = LIMIT + 1 - text.length(); // one more than will be shown, for the cut to be seen
    text.append(part, 0, Math.min(part.length(), room));
    return this;
  }

  /** Has each part added, as far as there is room. */
  <T> void join(String separator, Iterable<T> parts, Consumer<T> add) {
    for (Iterator<T> rest = parts.iterator(); rest.hasNext() && text.length() <= LIMIT; ) {
      add.accept(rest.next());
      if (rest.hasNext()) {
        add(separator);
      }
    }
  }

  /** The text; a {@code …} at its end shows that there was more. */
  @Override
  public String toString() {
    return PrintableText.shortened(text.toString(), LIMIT);
  }
}
