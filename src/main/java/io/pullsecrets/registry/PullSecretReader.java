package io.pullsecrets.registry;

import static java.util.Comparator.comparing;
import static java.util.Comparator.reverseOrder;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link PullSecret} of a Secret ({@code secretsToTrackedDockerConfigs} of
 * pkg/credentialprovider/secrets).
 */
final class PullSecretReader {

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
    }
    List<RegistryCredential> credentials = credentials(config.usableEntries());
    ConfigReview review = new ConfigReview(type, config, credentials);
    if (!config.needsRepair()) {
      review.addFindingsOnUsableEntries(findings);
      return secret(true, credentials, findings, null);
    }
    Findings ofRepaired = new Findings();
    review.addFindingsOnUsableEntries(ofRepaired);
    review.addFindingsOnRepair(findings);
    review.addFindingsOnUsableEntries(findings);
    return secret(
        config.isDecodable(), List.of(), findings, secret(true, credentials, ofRepaired, null));
  }

  private static List<RegistryCredential> credentials(Map<String, ConfigEntry> entries) {
    List<RegistryCredential> credentials = new ArrayList<>();
    entries.forEach(
        (text, entry) ->
            RegistryKey.parse(text)
                .ifPresent(key -> credentials.add(new RegistryCredential(key, entry.empty()))));
    credentials.sort(comparing(RegistryCredential::key, reverseOrder()));
    return credentials;
  }

  private PullSecret secret(
      boolean decodable,
      List<RegistryCredential> credentials,
      Findings ofSecret,
      @Nullable PullSecret repaired) {
    return new PullSecret(namespace, name, decodable, credentials, ofSecret.toList(), repaired);
  }
}
