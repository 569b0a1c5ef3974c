package io.pullsecrets.project;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Says which namespaces are Run:ai projects: those that carry a label, whatever its value.
 * Kubernetes' own namespaces and that of the cluster-wide Secrets are none even then: a cluster
 * must be able to start by itself, and no copy belongs there.
 *
 * <p>The name prefix {@code runai-} is no sign of a project: {@code runai-backend}, {@code
 * runai-reservation} and {@code runai-scale-adjust} have it too.
 *
 * @param label key of the label that Run:ai puts on a project's namespace, {@code runai/queue} by
 *     default
 * @param departmentLabel key of the label that names the project's department, if the namespace has
 *     it
 * @param clusterWideNamespace where the cluster-wide Secrets are
 */
public record ProjectRule(String label, String departmentLabel, String clusterWideNamespace) {
  /** Those that each cluster has for itself (kube-apiserver, pkg/controlplane). */
  private static final Set<String> SYSTEM = Set.of("kube-system", "kube-public", "kube-node-lease");

  public ProjectRule {
    Objects.requireNonNull(label, "label");
    Objects.requireNonNull(departmentLabel, "departmentLabel");
    Objects.requireNonNull(clusterWideNamespace, "clusterWideNamespace");
  }

  /** The project that lives in a namespace, or empty if the namespace is none. */
  public Optional<Project> projectOf(NamespaceFacts namespace) {
    return namespace.labels().containsKey(label) && !isReserved(namespace.name())
        ? Optional.of(
            new Project(
                namespace.name(),
                departmentOf(namespace.labels()),
                namespace.terminating(),
                InjectSwitch.isOff(namespace.labels(), namespace.annotations())))
        : Optional.empty();
  }

  private boolean isReserved(String namespace) {
    return SYSTEM.contains(namespace) || namespace.equals(clusterWideNamespace);
  }

  /**
   * The name that Run:ai's own objects have for the project in a namespace; empty if it is none.
   */
  public String nameOf(NamespaceFacts namespace) {
    return namespace.labels().getOrDefault(label, "");
  }

  /** The department that an object's labels name. An empty value names none. */
  public Optional<String> departmentOf(Map<String, String> labels) {
    return Optional.ofNullable(labels.get(departmentLabel)).filter(id -> !id.isEmpty());
  }

  /**
   * What the rule looks at in a Namespace object.
   *
   * @param name the namespace's name
   * @param labels its labels
   * @param annotations its annotations
   * @param terminating whether it has a deletion timestamp
   */
  public record NamespaceFacts(
      String name,
      Map<String, String> labels,
      Map<String, String> annotations,
      boolean terminating) {
    public NamespaceFacts {
      Objects.requireNonNull(name, "name");
      labels = Map.copyOf(labels);
      annotations = Map.copyOf(annotations);
    }
  }
}
