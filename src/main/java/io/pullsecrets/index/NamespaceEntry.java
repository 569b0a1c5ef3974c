package io.pullsecrets.index;

import io.pullsecrets.injection.Candidates;
import io.pullsecrets.injection.DeclarationRule;
import io.pullsecrets.injection.DeclarationRule.Mark;
import io.pullsecrets.project.ServiceAccount;
import io.pullsecrets.registry.PullSecretIndex;
import io.pullsecrets.registry.SecretType;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one namespace. Each change makes a new entry; the lookup structures are made
 * when the first pod asks for them, so that the initial list costs nothing for idle namespaces.
 */
final class NamespaceEntry {
  static final NamespaceEntry EMPTY = new NamespaceEntry(null, Map.of(), Map.of());

  private final @Nullable NamedProject project;

  /**
   * By name and type. The API server has one Secret of a name, but each type has an informer of its
   * own: while a Secret is made anew with another type, events of both can come in any order.
   */
  private final Map<SecretKey, SecretFacts> secrets;

  private final Map<String, ServiceAccount> serviceAccounts;
  private final long version = ProjectSnapshot.Version.next();

  // Each made twice at worst, with the same content, if two pods ask at the same moment.
  private volatile @Nullable Candidates candidates;
  private volatile @Nullable ClusterWideSecrets clusterWide;

  private NamespaceEntry(
      @Nullable NamedProject project,
      Map<SecretKey, SecretFacts> secrets,
      Map<String, ServiceAccount> serviceAccounts) {
    this.project = project;
    this.secrets = secrets;
    this.serviceAccounts = serviceAccounts;
  }

  @Nullable NamedProject project() {
    return project;
  }

  /** No other entry has it. */
  long version() {
    return version;
  }

  boolean isEmpty() {
    return project == null && secrets.isEmpty() && serviceAccounts.isEmpty();
  }

  NamespaceEntry withProject(@Nullable NamedProject newProject) {
    return new NamespaceEntry(newProject, secrets, serviceAccounts);
  }

  NamespaceEntry withSecret(SecretFacts secret) {
    SecretKey key = new SecretKey(secret.secret().name(), secret.type());
    return new NamespaceEntry(project, with(secrets, key, secret), serviceAccounts);
  }

  NamespaceEntry withoutSecret(String name, SecretType type) {
    SecretKey key = new SecretKey(name, type);
    return secrets.containsKey(key)
        ? new NamespaceEntry(project, without(secrets, key), serviceAccounts)
        : this;
  }

  NamespaceEntry withServiceAccount(ServiceAccount account) {
    return new NamespaceEntry(project, secrets, with(serviceAccounts, account.name(), account));
  }

  NamespaceEntry withoutServiceAccount(String name) {
    return serviceAccounts.containsKey(name)
        ? new NamespaceEntry(project, secrets, without(serviceAccounts, name))
        : this;
  }

  /** What this namespace itself offers its pods; the cluster-wide Secrets come beside it. */
  Candidates candidates(DeclarationRule rule) {
    Candidates known = candidates;
    if (known == null) {
      ServiceAccount account = serviceAccounts.get(ServiceAccount.DEFAULT);
      List<String> listed = account == null ? List.of() : account.imagePullSecrets();
      known =
          new Candidates(
              index(each -> true),
              index(each -> rule.isDeclared(each.mark(), listed.contains(each.secret().name()))),
              names(Mark.OFF),
              PullSecretIndex.of(List.of()),
              serviceAccounts);
      candidates = known;
    }
    return known;
  }

  /** Those of its Secrets that are meant for other namespaces too. */
  ClusterWideSecrets clusterWide() {
    ClusterWideSecrets known = clusterWide;
    if (known == null) {
      known = new ClusterWideSecrets(secrets());
      clusterWide = known;
    }
    return known;
  }

  /** Copies are left out: what counts for a pod is what their source says by now. */
  private PullSecretIndex index(Predicate<SecretFacts> wanted) {
    return PullSecretIndex.of(
        secrets().stream()
            .filter(each -> each.copyMark().isEmpty())
            .filter(wanted)
            .map(SecretFacts::secret)
            .toList());
  }

  private Set<String> names(Mark mark) {
    return secrets().stream()
        .filter(each -> each.mark() == mark)
        .map(each -> each.secret().name())
        .collect(Collectors.toSet());
  }

  /** All docker Secrets, one of a name. */
  Collection<SecretFacts> secrets() {
    Map<String, SecretFacts> byName = new HashMap<>();
    secrets.forEach((key, secret) -> byName.put(key.name(), secret));
    return byName.values();
  }

  /**
   * What this namespace adds to the index.
   *
   * @param holdsSources whether its Secrets' labels can make them cluster-wide
   */
  IndexSizes sizes(boolean holdsSources) {
    int clusterWideSecrets = 0;
    int copies = 0;
    Collection<SecretFacts> all = secrets();
    for (SecretFacts secret : all) {
      if (holdsSources && secret.reach().isPresent()) {
        clusterWideSecrets++;
      } else if (secret.copyMark().isPresent()) {
        copies++;
      }
    }
    int others = all.size() - clusterWideSecrets - copies;
    boolean isProject = project != null;
    return new IndexSizes(
        isProject ? 1 : 0,
        clusterWideSecrets,
        isProject ? others : 0,
        copies,
        isProject ? 0 : others,
        serviceAccounts.size());
  }

  private static <K, V> Map<K, V> with(Map<K, V> map, K key, V value) {
    Map<K, V> copy = new HashMap<>(map);
    copy.put(key, value);
    return Map.copyOf(copy);
  }

  private static <K, V> Map<K, V> without(Map<K, V> map, K key) {
    Map<K, V> copy = new HashMap<>(map);
    copy.remove(key);
    return Map.copyOf(copy);
  }

  private record SecretKey(String name, SecretType type) {}
}
