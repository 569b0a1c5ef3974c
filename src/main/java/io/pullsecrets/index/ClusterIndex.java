package io.pullsecrets.index;

import io.pullsecrets.configuration.InjectorConfiguration;
import io.pullsecrets.injection.DeclarationRule;
import io.pullsecrets.injection.Explanation;
import io.pullsecrets.injection.Offer;
import io.pullsecrets.injection.PodImages;
import io.pullsecrets.project.Project;
import io.pullsecrets.project.ProjectSecrets;
import io.pullsecrets.project.ServiceAccount;
import io.pullsecrets.registry.SecretType;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The cluster-wide index: projects, their departments, Secrets and ServiceAccounts, and the
 * cluster-wide Secrets.
 *
 * <p>Informers write, each one object at a time; admission reads. Readers take no lock and see each
 * namespace as it was after some whole change. Secrets of namespaces that are no projects are kept
 * too, since a namespace can become one at any time and its Secrets aren't listed again then.
 */
@Singleton
public final class ClusterIndex {
  private final ConcurrentMap<String, NamespaceEntry> namespaces = new ConcurrentHashMap<>();
  private final DeclarationRule rule;
  private final Optional<String> clusterWideNamespace;
  private volatile Departments departments = Departments.NONE;
  private volatile Consumer<String> listener = namespace -> {};

  @Inject
  ClusterIndex(InjectorConfiguration configuration) {
    this(
        new DeclarationRule(configuration.projectSecrets()),
        configuration.clusterWideSecret()
            ? Optional.of(configuration.clusterWideNamespace())
            : Optional.empty());
  }

  /**
   * An empty index.
   *
   * @param rule says which Secrets are declared
   * @param clusterWideNamespace where cluster-wide Secrets are looked for; empty to use none
   */
  ClusterIndex(DeclarationRule rule, Optional<String> clusterWideNamespace) {
    this.rule = rule;
    this.clusterWideNamespace = clusterWideNamespace;
  }

  /** The project that lives in a namespace, as it is now, or empty if the namespace is none. */
  public Optional<Project> project(String namespace) {
    return Optional.ofNullable(entry(namespace).project()).map(named -> named.in(departments));
  }

  /**
   * The same with what its pods can get. Makes the lookup structures for it if they aren't there
   * yet.
   */
  public Optional<ProjectSnapshot> snapshot(String namespace) {
    NamespaceEntry entry = entry(namespace);
    NamedProject named = entry.project();
    if (named == null) {
      return Optional.empty();
    }
    Project project = named.in(departments);
    NamespaceEntry sources = sources();
    return Optional.of(
        new ProjectSnapshot(
            project,
            entry.candidates(rule).withClusterWide(sources.clusterWide().reaching(project)),
            new ProjectSnapshot.Version(entry.version(), sources.version())));
  }

  /**
   * What the webhook answers for a pod, and what becomes of each Secret that somebody might expect.
   *
   * @param namespace the pod's namespace
   */
  public Explanation explain(String namespace, PodImages pod) {
    List<Offer> offers =
        clusterWideNamespace.map(this::secrets).orElse(List.of()).stream()
            .map(each -> new Offer(each.secret(), each.reach()))
            .toList();
    return snapshot(namespace)
        .map(
            each ->
                Explanation.of(
                    pod,
                    each.project(),
                    each.candidates(),
                    offers,
                    rule.projectSecrets() != ProjectSecrets.NONE))
        .orElseGet(Explanation::notAProject);
  }

  /** The docker Secrets of a namespace, one of a name. */
  public List<SecretFacts> secrets(String namespace) {
    return entry(namespace).secrets();
  }

  /**
   * The Secrets for all projects or those of a department; none if they are switched off. The same
   * list until something changes in their namespace.
   */
  public List<SecretFacts> clusterWideSecrets() {
    return sources().clusterWide().secrets();
  }

  /** All projects with their names, in no order. Looks at all namespaces. */
  public List<NamedProject> projects() {
    List<NamedProject> projects = new ArrayList<>();
    namespaces.forEach(
        (namespace, entry) -> {
          NamedProject named = entry.project();
          if (named != null) {
            projects.add(new NamedProject(named.name(), named.in(departments)));
          }
        });
    return projects;
  }

  /** All namespaces that are projects or have docker Secrets. */
  public Set<String> namespaces() {
    return Set.copyOf(namespaces.keySet());
  }

  /** Whether it is one of {@link #namespaces}. */
  public boolean isKnown(String namespace) {
    return namespaces.containsKey(namespace);
  }

  /** How much it holds now. Looks at all of it, so this isn't for each pod. */
  public IndexSizes sizes() {
    IndexSizes sizes = IndexSizes.NOTHING;
    for (Map.Entry<String, NamespaceEntry> each : namespaces.entrySet()) {
      boolean holdsSources = clusterWideNamespace.filter(each.getKey()::equals).isPresent();
      sizes = sizes.plus(each.getValue().sizes(holdsSources));
    }
    return sizes;
  }

  /**
   * Has a listener told the namespace of each change, from the thread that brings it. The listener
   * must be quick.
   */
  public void onChange(Consumer<String> newListener) {
    listener = newListener;
  }

  /** The namespace with the cluster-wide Secrets, if there can be some. */
  private NamespaceEntry sources() {
    return clusterWideNamespace.map(this::entry).orElse(NamespaceEntry.EMPTY);
  }

  private NamespaceEntry entry(String namespace) {
    return namespaces.getOrDefault(namespace, NamespaceEntry.EMPTY);
  }

  void putProject(NamedProject project) {
    change(project.project().namespace(), entry -> entry.withProject(project));
  }

  void removeProject(String namespace) {
    change(namespace, entry -> entry.withProject(null));
  }

  void putSecret(SecretFacts secret) {
    change(secret.secret().namespace(), entry -> entry.withSecret(secret));
  }

  void removeSecret(String namespace, String name, SecretType type) {
    change(namespace, entry -> entry.withoutSecret(name, type));
  }

  void putServiceAccount(String namespace, ServiceAccount account) {
    change(namespace, entry -> entry.withServiceAccount(account));
  }

  void removeServiceAccount(String namespace, String name) {
    change(namespace, entry -> entry.withoutServiceAccount(name));
  }

  /**
   * Takes in what a custom resource says of projects' departments.
   *
   * @param place the resource's place in the configuration
   * @param byProject the department of each project that it knows
   */
  synchronized void putDepartments(int place, Map<String, String> byProject) {
    Departments before = departments;
    departments = before.with(place, byProject);
    Set<String> changed = departments.changedSince(before);
    namespaces.forEach(
        (namespace, entry) -> {
          NamedProject project = entry.project();
          if (project != null && changed.contains(project.name())) {
            listener.accept(namespace);
          }
        });
  }

  private void change(String namespace, UnaryOperator<NamespaceEntry> change) {
    AtomicBoolean isChanged = new AtomicBoolean();
    namespaces.compute(
        namespace,
        (name, known) -> {
          NamespaceEntry before = known == null ? NamespaceEntry.EMPTY : known;
          NamespaceEntry after = change.apply(before);
          isChanged.set(after != before);
          return after.isEmpty() ? null : after;
        });
    if (isChanged.get()) {
      listener.accept(namespace);
    }
  }
}
