package io.pullsecrets.registry;

import static java.util.Comparator.comparing;
import static java.util.Comparator.reverseOrder;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link PullSecret} of a Secret ({@code secretsToTrackedDockerConfigs} of
 * pkg/credentialprovider/secrets).
 */
final class PullSecretReader {

  private static final String TOO_MANY =
      String.format(
          Locale.ROOT,
          "More than %,d registries, or more than %,d characters of keys, are listed, and the injector"
              + " looks at none of them; split it into several Secrets.",
          ConfigEntries.MAX_ENTRIES,
          ConfigEntries.MAX_KEY_CHARACTERS);

  private final String namespace;
  private final String name;
  private final Findings findings = new Findings();

  PullSecretReader(String namespace, String name) {
    this.namespace = namespace;
    this.name = name;
  }

  PullSecret read(@Nullable String typeName, Map<String, byte[]> data) {
    SecretType type = SecretType.of(typeName).orElse(null);
    byte[] content = type == null ? null : data.get(type.dataKey());
    if (type == null) {
      findings.add(
          Finding.Code.WRONG_TYPE,
          "The kubelet ignores Secrets of this type; " + Findings.CREATE_ANEW);
    } else if (content == null) {
      findings.add(
          Finding.Code.MISSING_DATA_KEY,
          "There is no data under "
              + type.dataKey()
              + ", where the kubelet looks; "
              + Findings.CREATE_ANEW);
    } else if (content.length == 0) {
      findings.add(
          Finding.Code.EMPTY_DATA,
          "The data under " + type.dataKey() + " is empty; " + Findings.CREATE_ANEW);
    } else {
      return read(type, content);
    }
    return secret(true, List.of(), findings, null); // ignored by the kubelet
  }

  private PullSecret read(SecretType type, byte[] content) {
    DockerConfig config;
    try {
      config = DockerConfig.read(type, GoString.decodeUtf8(content));
    } catch (BrokenJsonException e) {
      findings.add(
          Finding.Code.UNDECODABLE,
          "The JSON is broken at "
              + e.getMessage()
              + ", so "
              + Findings.FAILS_PULLS
              + Findings.CREATE_ANEW);
      return secret(false, List.of(), findings, secret(true, List.of(), new Findings(), null));
    } catch (TooManyRegistriesException e) {
      findings.add(Finding.Code.TOO_MANY_REGISTRIES, TOO_MANY);
      // The same as another only if it is written alike.
      return new PullSecret(
          namespace, name, true, List.of(), Sha256.hex(content), findings.toList(), null);
    }
    List<KeyedEntry> entries = keyed(config.usableEntries());
    ConfigReview review = new ConfigReview(type, config, credentials(entries));
    if (!config.needsRepair()) {
      review.addFindingsOnUsableEntries(findings);
      return secret(true, entries, findings, null);
    }
    Findings ofRepaired = new Findings();
    review.addFindingsOnUsableEntries(ofRepaired);
    review.addFindingsOnRepair(findings);
    review.addFindingsOnUsableEntries(findings);
    return secret(
        config.isDecodable(), List.of(), findings, secret(true, entries, ofRepaired, null));
  }

  private PullSecret secret(
      boolean decodable,
      List<KeyedEntry> entries,
      Findings ofSecret,
      @Nullable PullSecret repaired) {
    return new PullSecret(
        namespace,
        name,
        decodable,
        credentials(entries),
        decodable ? digest(entries) : "",
        ofSecret.toList(),
        repaired);
  }

  /** An entry under the key that the kubelet makes of its text. */
  private record KeyedEntry(RegistryKey key, ConfigEntry entry) {}

  private static List<KeyedEntry> keyed(Map<String, ConfigEntry> entries) {
    List<KeyedEntry> keyed = new ArrayList<>();
    entries.forEach(
        (text, entry) ->
            RegistryKey.parse(text).ifPresent(key -> keyed.add(new KeyedEntry(key, entry))));
    keyed.sort(comparing(KeyedEntry::key, reverseOrder()));
    return keyed;
  }

  private static List<RegistryCredential> credentials(List<KeyedEntry> entries) {
    return entries.stream()
        .map(each -> new RegistryCredential(each.key(), each.entry().empty()))
        .toList();
  }

  /**
   * Several credentials under one key count as a set, for the kubelet tries them in no certain
   * order.
   */
  private static String digest(List<KeyedEntry> entries) {
    SortedMap<RegistryKey, SortedSet<String>> byKey = new TreeMap<>();
    for (KeyedEntry each : entries) {
      byKey.computeIfAbsent(each.key(), key -> new TreeSet<>()).add(each.entry().digest());
    }
    List<String> parts = new ArrayList<>();
    byKey.forEach(
        (key, digests) ->
            digests.forEach(
                digest -> {
                  parts.add(key.value());
                  parts.add(digest);
                }));
    return Sha256.hexOfList(parts);
  }
}
