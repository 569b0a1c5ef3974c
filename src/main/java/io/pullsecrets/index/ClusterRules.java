package io.pullsecrets.index;

import io.pullsecrets.injection.DeclarationRule;
import io.pullsecrets.project.ProjectRule;
import java.util.List;
import java.util.Objects;

/**
 * How a cluster's objects are read, where no server's configuration says it.
 *
 * @param projectRule which namespaces are projects
 * @param declarationRule which Secrets are declared
 * @param clusterWideNamespace where cluster-wide Secrets are
 * @param departmentResources custom resources, each as {@code PLURAL.GROUP}, that name projects'
 *     departments; the first that knows a project is right
 */
public record ClusterRules(
    ProjectRule projectRule,
    DeclarationRule declarationRule,
    String clusterWideNamespace,
    List<String> departmentResources) {
  public ClusterRules {
    Objects.requireNonNull(projectRule, "projectRule");
    Objects.requireNonNull(declarationRule, "declarationRule");
    Objects.requireNonNull(clusterWideNamespace, "clusterWideNamespace");
    departmentResources = List.copyOf(departmentResources);
  }
}
