package io.pullsecrets.index;

import io.pullsecrets.injection.Candidates;
import io.pullsecrets.injection.DeclarationRule;
import io.pullsecrets.injection.DeclarationRule.Mark;
import io.pullsecrets.project.ServiceAccount;
import io.pullsecrets.registry.PullSecretIndex;
import io.pullsecrets.registry.SecretType;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one namespace. Each change makes a new entry; the lookup structures are made
 * when the first pod asks for them, so that the initial list costs nothing for idle namespaces.
 */
final class NamespaceEntry {
  static final NamespaceEntry EMPTY = new NamespaceEntry(null, NamespaceSecrets.NONE, Map.of());

  private static final int FEW = 16;

  private final @Nullable NamedProject project;

  private final NamespaceSecrets secrets;
  private final Map<String, ServiceAccount> serviceAccounts;
  private final long version = ProjectSnapshot.Version.next();

  // Each made twice at worst, with the same content, if two pods ask at the same moment.
  private volatile @Nullable Candidates candidates;
  private volatile @Nullable ClusterWideSecrets clusterWide;

  private NamespaceEntry(
      @Nullable NamedProject project,
      NamespaceSecrets secrets,
      Map<String, ServiceAccount> serviceAccounts) {
    this.project = project;
    this.secrets = secrets;
    // The smaller one is very slow if many names have the same hash.
    this.serviceAccounts =
        serviceAccounts.size() <= FEW
            ? Map.copyOf(serviceAccounts)
            : Collections.unmodifiableMap(serviceAccounts);
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
    return Objects.equals(newProject, project)
        ? this
        : new NamespaceEntry(newProject, secrets, serviceAccounts);
  }

  NamespaceEntry withSecret(SecretFacts secret) {
    return new NamespaceEntry(project, secrets.with(secret), serviceAccounts);
  }

  NamespaceEntry withoutSecret(String name, SecretType type) {
    NamespaceSecrets changed = secrets.without(name, type);
    return changed == secrets ? this : new NamespaceEntry(project, changed, serviceAccounts);
  }

  NamespaceEntry withServiceAccount(ServiceAccount account) {
    if (account.equals(serviceAccounts.get(account.name()))) {
      return this;
    }
    Map<String, ServiceAccount> changed = new HashMap<>(serviceAccounts);
    changed.put(account.name(), account);
    return new NamespaceEntry(project, secrets, changed);
  }

  NamespaceEntry withoutServiceAccount(String name) {
    if (!serviceAccounts.containsKey(name)) {
      return this;
    }
    Map<String, ServiceAccount> changed = new HashMap<>(serviceAccounts);
    changed.remove(name);
    return new NamespaceEntry(project, secrets, changed);
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

  /** All docker Secrets, ordered by name, one of a name. */
  List<SecretFacts> secrets() {
    return secrets.all();
  }

  /**
   * What this namespace adds to the index.
   *
   * @param holdsSources whether its Secrets' labels can make them cluster-wide
   */
  IndexSizes sizes(boolean holdsSources) {
    int clusterWideSecrets = 0;
    int copies = 0;
    List<SecretFacts> all = secrets();
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
}
