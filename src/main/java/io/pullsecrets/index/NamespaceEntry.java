package io.pullsecrets.index;

import io.pullsecrets.injection.Candidates;
import io.pullsecrets.injection.DeclarationRule;
import io.pullsecrets.project.Project;
import io.pullsecrets.project.ServiceAccount;
import io.pullsecrets.registry.PullSecret;
import io.pullsecrets.registry.PullSecretIndex;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one namespace. Each change makes a new entry; the lookup structures are made
 * when the first pod asks for them, so that the initial list costs nothing for idle namespaces.
 */
final class NamespaceEntry {
  static final NamespaceEntry EMPTY = new NamespaceEntry(null, Map.of(), Map.of());

  private final @Nullable Project project;
  private final Map<String, SecretFacts> secrets;
  private final Map<String, ServiceAccount> serviceAccounts;

  // Each made twice at worst, with the same content, if two pods ask at the same moment.
  private volatile @Nullable Candidates candidates;
  private volatile @Nullable PullSecretIndex clusterWide;

  private NamespaceEntry(
      @Nullable Project project,
      Map<String, SecretFacts> secrets,
      Map<String, ServiceAccount> serviceAccounts) {
    this.project = project;
    this.secrets = secrets;
    this.serviceAccounts = serviceAccounts;
  }

  @Nullable Project project() {
    return project;
  }

  Map<String, SecretFacts> secrets() {
    return secrets;
  }

  boolean isEmpty() {
    return project == null && secrets.isEmpty() && serviceAccounts.isEmpty();
  }

  NamespaceEntry withProject(@Nullable Project newProject) {
    return new NamespaceEntry(newProject, secrets, serviceAccounts);
  }

  NamespaceEntry withSecret(SecretFacts secret) {
    return new NamespaceEntry(
        project, with(secrets, secret.secret().name(), secret), serviceAccounts);
  }

  NamespaceEntry withoutSecret(String name) {
    return new NamespaceEntry(project, without(secrets, name), serviceAccounts);
  }

  NamespaceEntry withServiceAccount(ServiceAccount account) {
    return new NamespaceEntry(project, secrets, with(serviceAccounts, account.name(), account));
  }

  NamespaceEntry withoutServiceAccount(String name) {
    return new NamespaceEntry(project, secrets, without(serviceAccounts, name));
  }

  /** What this namespace itself offers its pods; the cluster-wide Secrets come beside it. */
  Candidates candidates(DeclarationRule rule) {
    Candidates known = candidates;
    if (known == null) {
      known =
          new Candidates(
              PullSecretIndex.of(secrets.values().stream().map(SecretFacts::secret).toList()),
              PullSecretIndex.of(declared(rule)),
              PullSecretIndex.of(List.of()),
              serviceAccounts);
      candidates = known;
    }
    return known;
  }

  /** Those of its Secrets that are cluster-wide, each as its copies are. */
  PullSecretIndex clusterWide() {
    PullSecretIndex known = clusterWide;
    if (known == null) {
      known =
          PullSecretIndex.of(
              secrets.values().stream()
                  .filter(SecretFacts::clusterWide)
                  .map(each -> each.secret().repaired())
                  .toList());
      clusterWide = known;
    }
    return known;
  }

  private List<PullSecret> declared(DeclarationRule rule) {
    ServiceAccount account = serviceAccounts.get(ServiceAccount.DEFAULT);
    List<String> listed = account == null ? List.of() : account.imagePullSecrets();
    return secrets.values().stream()
        .filter(each -> rule.isDeclared(each.mark(), listed.contains(each.secret().name())))
        .map(SecretFacts::secret)
        .toList();
  }

  private static <V> Map<String, V> with(Map<String, V> map, String key, V value) {
    Map<String, V> copy = new HashMap<>(map);
    copy.put(key, value);
    return Map.copyOf(copy);
  }

  private static <V> Map<String, V> without(Map<String, V> map, String key) {
    Map<String, V> copy = new HashMap<>(map);
    copy.remove(key);
    return Map.copyOf(copy);
  }
}
