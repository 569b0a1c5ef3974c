package io.pullsecrets.registry;

import java.util.HexFormat;

/**
 * Whether a text is an IPv6 address to Go ({@code ParseAddr} of net/netip), which since Go 1.26
 * decides whether a host in brackets is valid. Only the spelling counts: addresses are compared as
 * text.
 */
final class Ipv6Address {

  private static final int GROUPS = 8;

  private Ipv6Address() {}

  /** Accepts an address with or without a zone; an IPv4 address alone is none. */
  static boolean isValid(String text) {
    int percent = text.indexOf('%');
    if (percent == text.length() - 1) {
      return false; // the zone is empty, or so is the text
    }
    String address = percent < 0 ? text : text.substring(0, percent);
    int ellipsis = address.indexOf("::");
    if (ellipsis < 0) {
      return groups(address, true) == GROUPS;
    }
    int before = ellipsis == 0 ? 0 : groups(address.substring(0, ellipsis), false);
    String rest = address.substring(ellipsis + 2);
    int after = rest.isEmpty() ? 0 : groups(rest, true);
    // the ellipsis stands for one group at least
    return before >= 0 && after >= 0 && before + after < GROUPS;
  }

  /**
   * How many 16-bit groups the text holds, an IPv4 address counting as two; -1 if it is not valid.
   */
  private static int groups(String text, boolean mayEndInIpv4) {
    int groups = 0;
    int start = 0;
    for (int colon = text.indexOf(':'); colon >= 0; colon = text.indexOf(':', start)) {
      if (!isGroup(text, start, colon)) {
        return -1;
      }
      groups++;
      start = colon + 1;
    }
    if (isGroup(text, start, text.length())) {
      return groups + 1;
    }
    return mayEndInIpv4 && isIpv4(text.substring(start)) ? groups + 2 : -1;
  }

  private static boolean isGroup(String text, int start, int end) {
    if (start == end || end - start > 4) {
      return false;
    }
    for (int i = start; i < end; i++) {
      if (!HexFormat.isHexDigit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isIpv4(String text) {
    int start = 0;
    for (int octet = 0; octet < 4; octet++) {
      int end = octet < 3 ? text.indexOf('.', start) : text.length();
      if (end < 0 || !isOctet(text, start, end)) {
        return false;
      }
      start = end + 1;
    }
    return true;
  }

  /** A decimal number up to 255, without leading zeros. */
  private static boolean isOctet(String text, int start, int end) {
    if (start == end || end - start > 3 || (end - start > 1 && text.charAt(start) == '0')) {
      return false;
    }
    int value = 0;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return false;
      }
      value = value * 10 + (c - '0');
    }
    return value <= 255;
  }
}
