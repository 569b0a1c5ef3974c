package io.pullsecrets.registry;

import java.util.Optional;

/**
 * A key's host, matched as the kubelet does: split at the dots, each label by Go's {@code
 * filepath.Match}.
 *
 * <p>Of that function's signs only {@code *} and {@code [} can occur: URL parsing lets no {@code
 * ?}, {@code \} or {@code ^} into a host, and a bracket only around an IPv6 address. Image names
 * are ASCII, so bytes stand for characters. Instead of splitting, a {@code *} and a class just
 * never match a dot.
 */
final class HostPattern {

  private static final int NONE = -1;

  private final String pattern;
  private final boolean literal;

  private HostPattern(String pattern, boolean literal) {
    this.pattern = pattern;
    this.literal = literal;
  }

  /** Empty if a label is a bad pattern ({@code ErrBadPattern}): it matches nothing. */
  static Optional<HostPattern> compile(String host) {
    boolean literal = true;
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      if (c == '*') {
        literal = false;
      } else if (c == '[') {
        literal = false;
        int end = classEnd(host, i);
        if (end == NONE) {
          return Optional.empty();
        }
        i = end - 1;
      }
    }
    return Optional.of(new HostPattern(host, literal));
  }

  /** Whether it matches its own text and nothing else. */
  boolean isLiteral() {
    return literal;
  }

  boolean matches(String host) {
    return literal ? pattern.equals(host) : matchesGlob(host);
  }

  /**
   * Tries the shortest run for each star, and a longer one for the latest star when the rest fails.
   */
  private boolean matchesGlob(String host) {
    int p = 0;
    int h = 0;
    int afterStar = NONE;
    int starEnd = NONE;
    while (h < host.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        afterStar = ++p;
        starEnd = h;
        continue;
      }
      int next = p < pattern.length() ? matchOne(p, host.charAt(h)) : NONE;
      if (next != NONE) {
        p = next;
        h++;
      } else if (afterStar != NONE && host.charAt(starEnd) != '.') {
        p = afterStar;
        h = ++starEnd;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  /** Where the pattern goes on if what stands at {@code start} matches {@code c}. */
  private int matchOne(int start, char c) {
    if (pattern.charAt(start) != '[') {
      return pattern.charAt(start) == c ? start + 1 : NONE;
    }
    boolean matches = false;
    int i = start + 1;
    do {
      char low = pattern.charAt(i);
      boolean range = pattern.charAt(i + 1) == '-';
      char high = range ? pattern.charAt(i + 2) : low;
      matches |= low <= c && c <= high;
      i += range ? 3 : 1;
    } while (pattern.charAt(i) != ']');
    return matches && c != '.' ? i + 1 : NONE;
  }

  /**
   * The index behind the character class that begins at {@code start}; {@link #NONE} if it is not
   * valid.
   */
  private static int classEnd(String host, int start) {
    int i = start + 1;
    do {
      i = memberEnd(host, i);
      if (i != NONE && host.charAt(i) == '-') {
        i = memberEnd(host, i + 1);
      }
      if (i == NONE) {
        return NONE;
      }
    } while (host.charAt(i) != ']');
    return i + 1;
  }

  /**
   * A member of a class is one character, and the class must go on behind it before the label ends.
   */
  private static int memberEnd(String host, int i) {
    if (isLabelEnd(host, i)
        || host.charAt(i) == '-'
        || host.charAt(i) == ']'
        || isLabelEnd(host, i + 1)) {
      return NONE;
    }
    return i + 1;
  }

  private static boolean isLabelEnd(String host, int i) {
    return i >= host.length() || host.charAt(i) == '.';
  }
}
