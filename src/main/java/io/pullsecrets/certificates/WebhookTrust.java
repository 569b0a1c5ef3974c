package io.pullsecrets.certificates;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Under which names the API server calls us, and whom it trusts then: what the webhook
 * configuration says.
 *
 * @param entries one for each webhook in it
 * @param filledByCertManager whether it asks cert-manager to write the bundles
 */
record WebhookTrust(List<Entry> entries, boolean filledByCertManager) {
  WebhookTrust {
    entries = List.copyOf(entries);
  }

  /**
   * One webhook.
   *
   * @param host a DNS name or an IP address
   * @param bundle the CAs in its caBundle
   */
  record Entry(String host, List<X509Certificate> bundle) {
    Entry {
      Objects.requireNonNull(host, "host");
      bundle = List.copyOf(bundle);
    }
  }

  Set<String> hosts() {
    return entries.stream().map(Entry::host).collect(Collectors.toSet());
  }

  /** The CAs that are trusted whichever webhook is called. */
  Set<X509Certificate> authorities() {
    return entries.stream()
        .flatMap(entry -> entry.bundle().stream())
        .filter(each -> entries.stream().allMatch(entry -> entry.bundle().contains(each)))
        .collect(Collectors.toSet());
  }
}
