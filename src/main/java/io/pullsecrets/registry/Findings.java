package io.pullsecrets.registry;

import io.pullsecrets.image.PrintableText;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects findings, with keys made safe to print. Bounded: a Secret of 1 MiB can have a hundred
 * thousand flaws.
 */
final class Findings {

  /** Ends of sentences. */
  static final String CREATE_ANEW = "create it anew with kubectl create secret docker-registry.";

  static final String FAILS_PULLS = "the kubelet pulls no image of a pod that lists this Secret; ";

  private static final int MAX_FINDINGS = 50;
  private static final int PRINTED_KEY_LENGTH = 128;
  private static final List<String> DIGESTS = List.of("sha256:", "sha384:", "sha512:");

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
   * well. So all before the last {@code @} is left out, where that of a digest doesn't count, and
   * all after the first {@code ?} or {@code #}.
   */
  private static String printable(String key) {
    String text = GoString.toText(key);
    int query = 0;
    while (query < text.length() && text.charAt(query) != '?' && text.charAt(query) != '#') {
      query++;
    }
    String shown = query < text.length() ? text.substring(0, query + 1) + '…' : text;
    int at = text.lastIndexOf('@');
    if (isDigest(text, at + 1)) {
      at = text.lastIndexOf('@', at - 1);
    }
    if (at >= 0) {
      shown = at < query ? '…' + shown.substring(at) : "…";
    }
    return PrintableText.of(shown, PRINTED_KEY_LENGTH);
  }

  private static boolean isDigest(String text, int start) {
    return DIGESTS.stream().anyMatch(algorithm -> text.startsWith(algorithm, start));
  }

  List<Finding> toList() {
    return List.copyOf(findings);
  }
}
