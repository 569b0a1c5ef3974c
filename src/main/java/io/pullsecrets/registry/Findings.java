package io.pullsecrets.registry;

import io.pullsecrets.image.PrintableText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Collects findings, with keys made safe to print. Bounded: a Secret of 1 MiB can have a hundred
 * thousand flaws.
 */
final class Findings {

  private static final int MAX_FINDINGS = 50;
  private static final int PRINTED_KEY_LENGTH = 128;
  private static final Pattern DIGEST = Pattern.compile("sha\\d+:.*", Pattern.DOTALL);

  private final List<Finding> findings = new ArrayList<>();

  void add(Finding.Code code, String sentence) {
    add(new Finding(code, "", sentence));
  }

  /**
   * Adds a finding about one key.
   *
   * @param key as written, a Go string
   * @param predicate the sentence without its subject, which is the key
   */
  void add(Finding.Code code, String key, String predicate) {
    String printable = printable(key);
    add(new Finding(code, printable, "Key \"" + printable + "\" " + predicate));
  }

  private void add(Finding finding) {
    if (findings.size() < MAX_FINDINGS) {
      findings.add(finding);
    }
  }

  /**
   * User information may hold a password, and a query a token, in keys that can't be parsed as
   * well; so all before the last {@code @} is left out, unless a digest follows, and all after the
   * first {@code ?} or {@code #}.
   */
  private static String printable(String key) {
    String text = GoString.toText(key);
    int query = 0;
    while (query < text.length() && text.charAt(query) != '?' && text.charAt(query) != '#') {
      query++;
    }
    String shown = query < text.length() ? text.substring(0, query + 1) + '…' : text;
    int at = text.lastIndexOf('@');
    if (at >= 0 && !DIGEST.matcher(text.substring(at + 1)).matches()) {
      shown = at < query ? '…' + shown.substring(at) : "…";
    }
    return PrintableText.of(shown, PRINTED_KEY_LENGTH);
  }

  List<Finding> toList() {
    return List.copyOf(findings);
  }
}
