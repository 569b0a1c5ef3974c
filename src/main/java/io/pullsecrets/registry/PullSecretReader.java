package io.pullsecrets.registry;

import static java.util.Comparator.comparing;
import static java.util.Comparator.reverseOrder;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link PullSecret} of a Secret: what the kubelet takes from it, and what is to be said
 * about it.
 */
final class PullSecretReader {

  private static final String CREATE_ANEW =
      "create it anew with kubectl create secret docker-registry.";
  private static final String FAILS_PULLS =
      "the kubelet pulls no image of a pod that lists this Secret; ";

  private final String namespace;
  private final String name;

  private PullSecretReader(String namespace, String name) {
    this.namespace = namespace;
    this.name = name;
  }

  static PullSecret read(
      String namespace, String name, @Nullable String typeName, Map<String, byte[]> data) {
    PullSecretReader reader = new PullSecretReader(namespace, name);
    Optional<SecretType> type = SecretType.of(typeName);
    return type.isPresent()
        ? reader.read(type.get(), data.get(type.get().dataKey()))
        : reader.ignored(
            Finding.Code.WRONG_TYPE, "The kubelet ignores Secrets of this type; " + CREATE_ANEW);
  }

  private PullSecret read(SecretType type, byte @Nullable [] content) {
    if (content == null) {
      return ignored(
          Finding.Code.MISSING_DATA_KEY,
          "There is no data under "
              + type.dataKey()
              + ", where alone the kubelet looks; "
              + CREATE_ANEW);
    }
    if (content.length == 0) {
      return ignored(
          Finding.Code.EMPTY_DATA,
          "The data under " + type.dataKey() + " is empty; " + CREATE_ANEW);
    }
    try {
      return read(type, DockerConfig.read(type, GoString.decodeUtf8(content)));
    } catch (BrokenJsonException e) {
      Findings findings = new Findings();
      findings.add(
          Finding.Code.UNDECODABLE,
          "The JSON is broken at " + e.getMessage() + ", so " + FAILS_PULLS + CREATE_ANEW);
      PullSecret nothing = new PullSecret(namespace, name, true, List.of(), List.of(), null);
      return new PullSecret(namespace, name, false, List.of(), findings.toList(), nothing);
    }
  }

  private PullSecret ignored(Finding.Code code, String sentence) {
    Findings findings = new Findings();
    findings.add(code, sentence);
    return new PullSecret(namespace, name, true, List.of(), findings.toList(), null);
  }

  private PullSecret read(SecretType type, DockerConfig config) {
    List<RegistryCredential> credentials = credentials(config.usableEntries());
    Findings findings = new Findings();
    addFindingsOnContent(findings, type, config);
    if (!config.needsRepair()) {
      return new PullSecret(namespace, name, true, credentials, findings.toList(), null);
    }
    Findings remaining = new Findings();
    addFindingsOnEntries(remaining, type, config);
    PullSecret repaired =
        new PullSecret(namespace, name, true, credentials, remaining.toList(), null);
    return new PullSecret(
        namespace, name, config.isDecodable(), List.of(), findings.toList(), repaired);
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

  private static void addFindingsOnContent(
      Findings findings, SecretType type, DockerConfig config) {
    for (String flaw : config.flaws()) {
      findings.add(
          Finding.Code.UNDECODABLE, "In the JSON " + flaw + ", so " + FAILS_PULLS + CREATE_ANEW);
    }
    if (config.isFlatMap()) {
      findings.add(
          Finding.Code.FLAT_MAP,
          "The registries stand outside auths, where the kubelet doesn't look; wrap them in an object named auths.");
    }
    String consequence = config.isFlatMap() ? "; " : ", so " + FAILS_PULLS;
    config
        .entryFlaws()
        .forEach(
            (key, flaw) ->
                findings.add(
                    Finding.Code.ENTRY_UNDECODABLE,
                    key,
                    "can't be decoded because " + flaw + consequence + "write the entry anew."));
    addFindingsOnEntries(findings, type, config);
  }

  private static void addFindingsOnEntries(
      Findings findings, SecretType type, DockerConfig config) {
    Map<String, ConfigEntry> entries = config.usableEntries();
    boolean onlyHelper =
        config.namesCredentialHelper() && entries.values().stream().allMatch(ConfigEntry::empty);
    if (onlyHelper) {
      findings.add(
          Finding.Code.CREDENTIAL_HELPER_ONLY,
          "The passwords are with a credential helper of the machine this comes from; "
              + CREATE_ANEW);
    } else if (entries.isEmpty() && config.isDecodable()) {
      findings.add(Finding.Code.NO_ENTRIES, "No registry is listed; " + CREATE_ANEW);
    }
    for (String key : config.repeatedKeys()) {
      findings.add(
          Finding.Code.DUPLICATE_KEY,
          key,
          "stands there twice, and only the last counts; remove the other.");
    }
    boolean hasFallback =
        entries.keySet().stream()
            .anyMatch(
                text ->
                    RegistryKey.parse(text)
                        .filter(RegistryKey.DOCKER_HUB_FALLBACK::equals)
                        .isPresent());
    Set<RegistryKey> seen = new HashSet<>();
    entries.forEach(
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
          addFindingsOnKey(findings, text, key, entry, hasFallback);
          if (key != null && !seen.add(key)) {
            findings.add(
                Finding.Code.DUPLICATE_KEY,
                text,
                "names the same registry as another key, and the kubelet tries both; remove one.");
          }
          if (entry.empty() && entry.token()) {
            findings.add(
                Finding.Code.TOKEN_ONLY,
                text,
                "has only a token, which the kubelet doesn't read; give a username and a password.");
          } else if (entry.empty() && !onlyHelper) {
            findings.add(
                Finding.Code.EMPTY_ENTRY,
                text,
                "has neither username nor password, which the kubelet sends in place of pulling anonymously; fill or remove it.");
          }
        });
  }

  private static void addFindingsOnKey(
      Findings findings,
      String text,
      @Nullable RegistryKey key,
      ConfigEntry entry,
      boolean hasFallback) {
    Optional<String> never = KeyAdvice.whyItNeverMatches(text, key);
    never.ifPresent(predicate -> findings.add(Finding.Code.KEY_NEVER_MATCHES, text, predicate));
    AddressPattern pattern = key == null ? null : key.pattern();
    // the key docker.io itself is as good as the fallback, unless it stands in for it or has
    // nothing to give
    if (never.isEmpty()
        && pattern != null
        && pattern.matchesSite(HostPort.DOCKER_HUB)
        && (!pattern.isLiteral() || hasFallback || entry.empty())) {
      findings.add(
          Finding.Code.SUPPRESSES_DOCKER_HUB,
          text,
          "also matches Docker Hub, where it keeps the kubelet from using the pod's credentials for index.docker.io; "
              + "name the registry exactly.");
    }
  }
}
