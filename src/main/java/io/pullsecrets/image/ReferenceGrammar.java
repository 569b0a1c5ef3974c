package io.pullsecrets.image;

import java.util.HexFormat;
import java.util.Map;

/**
 * The grammar of image references, as {@code regexp.go} of github.com/distribution/reference and
 * {@code digest.go} of github.com/opencontainers/go-digest define it.
 *
 * <p>Each rule is one pass over the text without recursion. Java's regular expressions recurse, and
 * would let a long image name overflow the stack of the admission thread.
 */
final class ReferenceGrammar {

  private static final int MAX_TAG_LENGTH = 128;

  /** Hexadecimal digits by digest algorithm: only those that the kubelet has compiled in. */
  private static final Map<String, Integer> DIGEST_LENGTHS =
      Map.of("sha256", 64, "sha384", 96, "sha512", 128);

  private ReferenceGrammar() {}

  /** {@code identifier}: the text of an image ID, which is refused as a name. */
  static boolean isIdentifier(String text) {
    return text.length() == 64 && isLowerCaseHex(text, 0);
  }

  /** {@code domainAndPort}: a DNS name or an IPv6 address in brackets, with or without a port. */
  static boolean isDomain(String text) {
    int end = text.startsWith("[") ? endOfBracketedAddress(text) : endOfDomainName(text);
    return end > 0 && (end == text.length() || isPort(text, end));
  }

  /** {@code remoteName}: one or more path components. */
  static boolean isPath(String text) {
    int start = 0;
    for (int slash = text.indexOf('/'); slash >= 0; slash = text.indexOf('/', start)) {
      if (!isPathComponent(text, start, slash)) {
        return false;
      }
      start = slash + 1;
    }
    return isPathComponent(text, start, text.length());
  }

  /** {@code tag}. */
  static boolean isTag(String text) {
    if (text.isEmpty() || text.length() > MAX_TAG_LENGTH || !isWord(text.charAt(0))) {
      return false;
    }
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isWord(c) && c != '.' && c != '-') {
        return false;
      }
    }
    return true;
  }

  /**
   * A digest that go-digest's {@code Parse} accepts: narrower than the grammar of references, which
   * it must also pass.
   */
  static boolean isDigest(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      return false;
    }
    Integer length = DIGEST_LENGTHS.get(text.substring(0, colon));
    return length != null && text.length() - colon - 1 == length && isLowerCaseHex(text, colon + 1);
  }

  /**
   * Where the name ends whose labels hold letters, digits and inner dashes; -1 if there is none.
   */
  private static int endOfDomainName(String text) {
    int labelStart = 0;
    int i = 0;
    for (; i < text.length() && text.charAt(i) != ':'; i++) {
      char c = text.charAt(i);
      if (c == '.') {
        if (!isLabel(text, labelStart, i)) {
          return -1;
        }
        labelStart = i + 1;
      } else if (!isLetterOrDigit(c) && c != '-') {
        return -1;
      }
    }
    return isLabel(text, labelStart, i) ? i : -1;
  }

  private static boolean isLabel(String text, int start, int end) {
    return start < end && text.charAt(start) != '-' && text.charAt(end - 1) != '-';
  }

  /**
   * The brackets may hold any row of hexadecimal digits and colons: whether it is an address is not
   * asked here.
   */
  private static int endOfBracketedAddress(String text) {
    int i = 1;
    while (i < text.length() && (HexFormat.isHexDigit(text.charAt(i)) || text.charAt(i) == ':')) {
      i++;
    }
    return i > 1 && i < text.length() && text.charAt(i) == ']' ? i + 1 : -1;
  }

  private static boolean isPort(String text, int colon) {
    if (text.charAt(colon) != ':' || colon + 1 == text.length()) {
      return false;
    }
    for (int i = colon + 1; i < text.length(); i++) {
      if (!isDigit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * {@code pathComponent}: lower-case words, joined by one dot, one or two underscores, or any
   * number of dashes.
   */
  private static boolean isPathComponent(String text, int start, int end) {
    int i = start;
    while (true) {
      int wordStart = i;
      while (i < end && isLowerCaseOrDigit(text.charAt(i))) {
        i++;
      }
      if (i == wordStart) {
        return false;
      }
      if (i == end) {
        return true;
      }
      i = endOfSeparator(text, i, end);
    }
  }

  /**
   * Where the separator ends; {@code start} itself if there is none, so that no word can follow.
   */
  private static int endOfSeparator(String text, int start, int end) {
    int i = start;
    switch (text.charAt(start)) {
      case '.' -> i++;
      case '_' -> i += start + 1 < end && text.charAt(start + 1) == '_' ? 2 : 1;
      case '-' -> {
        while (i < end && text.charAt(i) == '-') {
          i++;
        }
      }
      default -> {}
    }
    return i;
  }

  private static boolean isLowerCaseHex(String text, int start) {
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isDigit(c) && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  // Character's own methods know all of Unicode; the grammar means ASCII.

  static boolean isUpperCase(int c) {
    return c >= 'A' && c <= 'Z';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLowerCaseOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || isDigit(c);
  }

  private static boolean isLetterOrDigit(char c) {
    return isLowerCaseOrDigit(c) || isUpperCase(c);
  }

  private static boolean isWord(char c) {
    return isLetterOrDigit(c) || c == '_';
  }
}
