package io.pullsecrets.registry;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is to be said about a decoded docker config. */
final class ConfigReview {

  private final SecretType type;
  private final DockerConfig config;
  private final boolean hasFallback;
  private final boolean holdsCredential;

  ConfigReview(SecretType type, DockerConfig config, List<RegistryCredential> credentials) {
    this.type = type;
    this.config = config;
    this.hasFallback =
        credentials.stream()
            .anyMatch(credential -> credential.key().equals(RegistryKey.DOCKER_HUB_FALLBACK));
    this.holdsCredential =
        config.usableEntries().values().stream().anyMatch(entry -> !entry.empty());
  }

  /** Why the kubelet can't use it as it is. */
  void addFindingsOnRepair(Findings findings) {
    for (String flaw : config.flaws()) {
      findings.add(
          Finding.Code.UNDECODABLE,
          "In the JSON " + flaw + ", so " + Findings.FAILS_PULLS + Findings.CREATE_ANEW);
    }
    if (config.isFlatMap()) {
      findings.add(
          Finding.Code.FLAT_MAP,
          "The registries stand outside auths, where the kubelet doesn't look; wrap them in an object named auths.");
    }
    String consequence = config.isFlatMap() ? "; " : ", so " + Findings.FAILS_PULLS;
    config
        .entryFlaws()
        .forEach(
            (key, flaw) ->
                findings.add(
                    Finding.Code.ENTRY_UNDECODABLE,
                    key,
                    "can't be decoded because " + flaw + consequence + "write the entry anew."));
  }

  /** What is wrong with that which the kubelet can decode, if need be after a repair. */
  void addFindingsOnUsableEntries(Findings findings) {
    if (config.namesCredentialHelper() && !holdsCredential) {
      findings.add(
          Finding.Code.CREDENTIAL_HELPER_ONLY,
          "The passwords are with a credential helper of the machine this comes from; "
              + Findings.CREATE_ANEW);
    } else if (config.usableEntries().isEmpty() && config.isDecodable()) {
      findings.add(Finding.Code.NO_ENTRIES, "No registry is listed; " + Findings.CREATE_ANEW);
    }
    for (String key : config.repeatedKeys()) {
      findings.add(
          Finding.Code.DUPLICATE_KEY,
          key,
          "stands there twice, and only the last counts; remove the other.");
    }
    Set<RegistryKey> seen = new HashSet<>();
    config
        .usableEntries()
        .forEach(
            (text, entry) -> {
              if (type == SecretType.DOCKER_CFG && text.equals("auths") && entry.empty()) {
                findings.add(
                    Finding.Code.NESTED_AUTHS,
                    text,
                    "is taken for a registry in a Secret of this type; use type "
                        + SecretType.DOCKER_CONFIG_JSON.typeName()
                        + ", or leave auths out.");
                return;
              }
              RegistryKey key = RegistryKey.parse(text).orElse(null);
              addFindingsOnKey(findings, text, key, entry);
              if (key != null && !seen.add(key)) {
                findings.add(
                    Finding.Code.DUPLICATE_KEY,
                    text,
                    "names the same registry as another key, and the kubelet tries both; remove one.");
              }
              addFindingsOnEntry(findings, text, entry);
            });
  }

  private void addFindingsOnKey(
      Findings findings, String text, @Nullable RegistryKey key, ConfigEntry entry) {
    Optional<String> never = KeyAdvice.whyItNeverMatches(text, key);
    if (never.isPresent()) {
      findings.add(Finding.Code.KEY_NEVER_MATCHES, text, never.get());
      return;
    }
    AddressPattern pattern = key == null ? null : key.pattern();
    // the key docker.io itself is as good as the fallback, unless it stands in its way or has
    // nothing to give
    if (pattern != null
        && pattern.matchesSite(HostPort.DOCKER_HUB)
        && (!pattern.isLiteral() || hasFallback || entry.empty())) {
      findings.add(
          Finding.Code.SUPPRESSES_DOCKER_HUB,
          text,
          "also matches Docker Hub, where it keeps the kubelet from using the pod's credentials for index.docker.io; "
              + "name the registry exactly.");
    }
  }

  private void addFindingsOnEntry(Findings findings, String text, ConfigEntry entry) {
    if (entry.empty() && entry.token()) {
      findings.add(
          Finding.Code.TOKEN_ONLY,
          text,
          "has only a token, which the kubelet doesn't read; give a username and a password.");
    } else if (entry.empty() && (holdsCredential || !config.namesCredentialHelper())) {
      findings.add(
          Finding.Code.EMPTY_ENTRY,
          text,
          "has neither username nor password, which the kubelet sends in place of pulling anonymously; fill or remove it.");
    }
  }
}
