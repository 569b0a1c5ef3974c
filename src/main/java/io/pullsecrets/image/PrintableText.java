package io.pullsecrets.image;

/**
 * Text from outside, made safe for a log line, an Event, a terminal or a page: bounded, on one
 * line, without markup.
 *
 * <p>Control, format and unassigned characters, quotes and the signs of markup appear as escapes, a
 * backslash with four hexadecimal digits. So nothing in the text can end a line, reverse its
 * direction or pass for markup.
 */
public final class PrintableText {

  private static final String MARKUP = "<>&\"'`";
  private static final String CUT = "…";

  private PrintableText() {}

  /**
   * Makes {@code text} printable.
   *
   * @param limit the most characters the result may have before it is cut, which a {@code …} shows
   */
  public static String of(String text, int limit) {
    StringBuilder printable = new StringBuilder(Math.min(text.length(), limit));
    for (int i = 0; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      int fits = printable.length();
      append(printable, codePoint);
      if (printable.length() > limit) {
        printable.setLength(fits);
        return printable.append(CUT).toString();
      }
      i += Character.charCount(codePoint);
    }
    return printable.toString();
  }

  /**
   * The beginning of a text that is printable already.
   *
   * @param limit the most characters the result has; a {@code …} for the last shows that there was
   *     more
   */
  public static String shortened(String text, int limit) {
    if (text.length() <= limit) {
      return text;
    }
    int end = limit - CUT.length();
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + CUT;
  }

  private static void append(StringBuilder printable, int codePoint) {
    if (codePoint == '\\') {
      printable.append("\\\\");
    } else if (isPlain(codePoint)) {
      printable.appendCodePoint(codePoint);
    } else {
      for (char unit : Character.toChars(codePoint)) {
        printable.append(String.format("\\u%04x", (int) unit));
      }
    }
  }

  private static boolean isPlain(int codePoint) {
    if (codePoint == ' ') {
      return true;
    }
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          false;
      default -> MARKUP.indexOf(codePoint) < 0;
    };
  }
}
