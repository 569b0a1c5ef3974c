package io.pullsecrets.cli;

import io.pullsecrets.index.ClusterRules;
import io.pullsecrets.index.MalformedObjectException;
import io.pullsecrets.index.StoredCluster;
import io.pullsecrets.injection.DeclarationRule;
import io.pullsecrets.project.ProjectRule;
import io.pullsecrets.project.ProjectSecrets;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a command learns of the cluster, and how that reads its objects. */
final class ClusterOptions {
  @Option(
      names = {"-s", "--state"},
      paramLabel = "FILE",
      description = {
        "A cluster's state from a file, a folder or - for standard input, in place of the cluster"
            + " of the kubeconfig; made by",
        "  kubectl get namespaces,secrets,serviceaccounts -A -o yaml"
      })
  private List<String> state = new ArrayList<>();

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      description = "The namespace of what names none.")
  private @Nullable String namespace;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "The kubeconfig to use; $KUBECONFIG or ~/.kube/config otherwise.")
  private @Nullable Path kubeconfig;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "The kubeconfig's context to use.")
  private @Nullable String context;

  @Option(
      names = "--cluster-wide-namespace",
      paramLabel = "NAMESPACE",
      defaultValue = "${env:PULL_SECRET_INJECTOR_CLUSTER_WIDE_NAMESPACE:-runai}",
      description = "As in the injector's configuration; default: runai.")
  private String clusterWideNamespace = "runai";

  @Option(
      names = "--cluster-wide-secret",
      paramLabel = "BOOLEAN",
      arity = "1",
      defaultValue = "${env:PULL_SECRET_INJECTOR_CLUSTER_WIDE_SECRET:-true}",
      description =
          "As in the injector's configuration: whether cluster-wide Secrets are used; default: true.")
  private boolean clusterWideSecret = true;

  @Option(
      names = "--project-label",
      paramLabel = "KEY",
      defaultValue = "${env:PULL_SECRET_INJECTOR_PROJECT_LABEL:-runai/queue}",
      description = "As in the injector's configuration; default: runai/queue.")
  private String projectLabel = "runai/queue";

  @Option(
      names = "--department-label",
      paramLabel = "KEY",
      defaultValue = "${env:PULL_SECRET_INJECTOR_DEPARTMENT_LABEL:-runai/department-id}",
      description = "As in the injector's configuration; default: runai/department-id.")
  private String departmentLabel = "runai/department-id";

  @Option(
      names = "--department-resources",
      paramLabel = "PLURAL.GROUP",
      split = ",",
      defaultValue =
          "${env:PULL_SECRET_INJECTOR_DEPARTMENT_RESOURCES:-projects.run.ai,queues.scheduling.run.ai}",
      description =
          "As in the injector's configuration; default: projects.run.ai,queues.scheduling.run.ai.")
  private List<String> departmentResources = List.of();

  @Option(
      names = "--project-secrets",
      paramLabel = "CHOICE",
      defaultValue = "${env:PULL_SECRET_INJECTOR_PROJECT_SECRETS:-declared}",
      description = "As in the injector's configuration: declared (the default), all or none.")
  private ProjectSecrets projectSecrets = ProjectSecrets.DECLARED;

  boolean isLive() {
    return state.isEmpty();
  }

  @Nullable String namespace() {
    return namespace;
  }

  ClusterRules rules() {
    return new ClusterRules(
        new ProjectRule(projectLabel, departmentLabel, clusterWideNamespace),
        new DeclarationRule(projectSecrets),
        clusterWideSecret,
        clusterWideNamespace,
        departmentResources);
  }

  /** The cluster of the files. */
  StoredCluster fromFiles(InputStream in) {
    return stored(state, in);
  }

  /** The cluster that some other files describe, by the same rules. */
  StoredCluster stored(List<String> files, InputStream in) {
    StoredCluster cluster = new StoredCluster(rules(), namespace == null ? "default" : namespace);
    for (Input input : Input.read(files, in)) {
      for (Map<?, ?> object : YamlText.objects(input)) {
        try {
          cluster.add(object);
        } catch (MalformedObjectException e) {
          throw new UserError(input.name() + ": " + e.getMessage());
        }
      }
    }
    return cluster;
  }

  /** The cluster of the kubeconfig. */
  LiveCluster connect() {
    return LiveCluster.connect(kubeconfig, context);
  }
}
