package io.pullsecrets.index;

import io.pullsecrets.injection.DeclarationRule;
import io.pullsecrets.project.ProjectRule;
import io.pullsecrets.project.ProjectSecrets;
import java.util.List;
import java.util.Objects;

/**
 * How a cluster's objects are read, where no server's configuration says it.
 *
 * @param projectRule which namespaces are projects
 * @param declarationRule which Secrets are declared
 * @param clusterWideSecret whether cluster-wide Secrets are used
 * @param clusterWideNamespace where they are
 * @param departmentResources custom resources, each as {@code PLURAL.GROUP}, that name projects'
 *     departments; the first that knows a project is right
 */
public record ClusterRules(
    ProjectRule projectRule,
    DeclarationRule declarationRule,
    boolean clusterWideSecret,
    String clusterWideNamespace,
    List<String> departmentResources) {
  public ClusterRules {
    Objects.requireNonNull(projectRule, "projectRule");
    Objects.requireNonNull(declarationRule, "declarationRule");
    Objects.requireNonNull(clusterWideNamespace, "clusterWideNamespace");
    departmentResources = List.copyOf(departmentResources);
  }

  /** Whether Secrets of this namespace count for pods, as the server's informers see them. */
  public boolean readsSecretsOf(String namespace) {
    return namespace.equals(clusterWideNamespace)
        || declarationRule.projectSecrets() != ProjectSecrets.NONE;
  }
}
