package io.pullsecrets.admission;

/** Sizes of text as the API server counts them, without encoding it. */
final class Utf8 {
  private Utf8() {}

  /** How many bytes a text takes in UTF-8. */
  static int length(String text) {
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      length += length(text.charAt(i));
    }
    return length;
  }

  /** The same for a part of a text. A surrogate is half of a pair, which takes four bytes. */
  static int length(char c) {
    if (c < 0x80) {
      return 1;
    }
    return c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
  }
}
