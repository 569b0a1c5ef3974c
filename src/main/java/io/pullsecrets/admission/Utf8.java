package io.pullsecrets.admission;

/** Sizes of text as the API server counts them, without encoding it. */
final class Utf8 {
  private Utf8() {}

  /** How many bytes a text takes in UTF-8. */
  static int length(String text) {
    int length = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        // A surrogate pair takes four bytes, which is two for each of its halves.
        length += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
      }
    }
    return length;
  }
}
