package io.pullsecrets.registry;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Percent-escapes in the parts of a URL ({@code unescape} and {@code shouldEscape} of Go's
 * net/url).
 *
 * <p>Go is stricter in hosts than elsewhere: a host may escape non-ASCII bytes only, and may not
 * hold every ASCII character.
 */
enum PercentEncoding {
  /** Path, user information and fragment: any byte may stand plain, any may be escaped. */
  ANYWHERE {
    @Override
    boolean allowsPlain(char c) {
      return true;
    }

    @Override
    boolean allowsEscaped(char c) {
      return true;
    }
  },
  /** A host, or an IPv6 address before its zone. */
  HOST {
    @Override
    boolean allowsPlain(char c) {
      return c >= FIRST_NON_ASCII || isHostCharacter(c);
    }

    @Override
    boolean allowsEscaped(char c) {
      return c >= FIRST_NON_ASCII || c == '%';
    }
  },
  /**
   * An IPv6 zone: it may escape what may stand plain in a host, and a space, for Windows has spaces
   * there.
   */
  ZONE {
    @Override
    boolean allowsPlain(char c) {
      return HOST.allowsPlain(c);
    }

    @Override
    boolean allowsEscaped(char c) {
      return c == '%' || c == ' ' || isHostCharacter(c);
    }
  };

  private static final char FIRST_NON_ASCII = 0x80;
  private static final String HOST_SIGNS = "!$&'()*+,;=:[]<>\"-_.~";

  abstract boolean allowsPlain(char c);

  abstract boolean allowsEscaped(char c);

  /** The decoded bytes, or null if the text is not valid in this part of a URL. */
  @Nullable String decode(String text) {
    if (text.indexOf('%') < 0) {
      return isPlain(text) ? text : null;
    }
    StringBuilder decoded = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '%') {
        if (!allowsPlain(c)) {
          return null;
        }
        decoded.append(c);
        continue;
      }
      if (i + 2 >= text.length()) {
        return null;
      }
      char high = text.charAt(i + 1);
      char low = text.charAt(i + 2);
      if (!HexFormat.isHexDigit(high) || !HexFormat.isHexDigit(low)) {
        return null;
      }
      char escaped = (char) ((HexFormat.fromHexDigit(high) << 4) | HexFormat.fromHexDigit(low));
      if (!allowsEscaped(escaped)) {
        return null;
      }
      decoded.append(escaped);
      i += 2;
    }
    return decoded.toString();
  }

  private boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!allowsPlain(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isHostCharacter(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || HOST_SIGNS.indexOf(c) >= 0;
  }
}
