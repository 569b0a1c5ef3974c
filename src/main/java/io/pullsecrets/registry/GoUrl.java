package io.pullsecrets.registry;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The host and the path of an http or https URL as Go 1.26 reads them ({@code Parse} of net/url).
 * User information, query and fragment must be valid, and are dropped.
 *
 * <p>{@link java.net.URI} would refuse much that Go lets through (globs, quotes, spaces in paths)
 * and accept what Go refuses.
 *
 * @param host with its port, decoded
 * @param path decoded; empty, or begins with a slash
 */
record GoUrl(String host, String path) {

  private static final String USER_INFO_SIGNS = "-._:~!$&'()*+,;=%@";

  /**
   * Reads a Go string that begins with {@code http://} or {@code https://}; empty if Go would
   * return an error.
   */
  static Optional<GoUrl> parse(String url) {
    int fragment = endBefore(url, '#');
    if (fragment < url.length()
        && PercentEncoding.ANYWHERE.decode(url.substring(fragment + 1)) == null) {
      return Optional.empty();
    }
    // only the fragment, cut off before, may hold control characters
    for (int i = 0; i < fragment; i++) {
      if (url.charAt(i) < ' ' || url.charAt(i) == 0x7f) {
        return Optional.empty();
      }
    }
    String rest = url.substring(url.indexOf("//") + 2, fragment);
    rest = rest.substring(0, endBefore(rest, '?'));
    int slash = endBefore(rest, '/');
    String host = parseAuthority(rest.substring(0, slash));
    String path = PercentEncoding.ANYWHERE.decode(rest.substring(slash));
    return host == null || path == null ? Optional.empty() : Optional.of(new GoUrl(host, path));
  }

  private static @Nullable String parseAuthority(String authority) {
    int at = authority.lastIndexOf('@');
    if (at >= 0 && !isUserInfo(authority.substring(0, at))) {
      return null;
    }
    String host = authority.substring(at + 1);
    int bracket = host.lastIndexOf('[');
    if (bracket > 0) {
      return null;
    }
    return bracket == 0 ? parseIpLiteral(host) : parseHostName(host);
  }

  private static boolean isUserInfo(String userInfo) {
    return userInfo
            .chars()
            .allMatch(
                c -> c < 0x80 && (Character.isLetterOrDigit(c) || USER_INFO_SIGNS.indexOf(c) >= 0))
        && PercentEncoding.ANYWHERE.decode(userInfo) != null;
  }

  private static @Nullable String parseIpLiteral(String host) {
    int end = host.lastIndexOf(']');
    if (end < 0 || !isOptionalPort(host, end + 1)) {
      return null;
    }
    String literal = host.substring(1, end);
    int zone = literal.indexOf("%25");
    String decoded;
    if (zone < 0) {
      decoded = PercentEncoding.HOST.decode(literal);
    } else {
      String address = PercentEncoding.HOST.decode(literal.substring(0, zone));
      String zoneName = PercentEncoding.ZONE.decode(literal.substring(zone));
      decoded = address == null || zoneName == null ? null : address + zoneName;
    }
    if (decoded == null || !Ipv6Address.isValid(decoded)) {
      return null;
    }
    return '[' + decoded + ']' + host.substring(end + 1);
  }

  private static @Nullable String parseHostName(String host) {
    // from the first colon on, not the last: Go 1.26 refuses hosts with several colons (GODEBUG
    // urlstrictcolons)
    int colon = endBefore(host, ':');
    return isOptionalPort(host, colon) ? PercentEncoding.HOST.decode(host) : null;
  }

  /** Nothing, or a colon with any number of digits, even none. */
  private static boolean isOptionalPort(String host, int start) {
    if (start == host.length()) {
      return true;
    }
    if (host.charAt(start) != ':') {
      return false;
    }
    for (int i = start + 1; i < host.length(); i++) {
      if (host.charAt(i) < '0' || host.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static int endBefore(String text, char stop) {
    int index = text.indexOf(stop);
    return index < 0 ? text.length() : index;
  }
}
