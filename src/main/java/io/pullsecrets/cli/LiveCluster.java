package io.pullsecrets.cli;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.pullsecrets.index.ClusterRules;
import io.pullsecrets.index.MalformedObjectException;
import io.pullsecrets.index.StoredCluster;
import io.pullsecrets.registry.SecretType;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads a cluster with its user's own rights. It takes the API's JSON as it comes, so that objects
 * from a cluster and from a file go the same way.
 */
final class LiveCluster implements AutoCloseable {
  /** Objects a page, as kubectl asks for. */
  private static final int PAGE = 500;

  private final KubernetesClient client;

  private LiveCluster(KubernetesClient client) {
    this.client = client;
  }

  static LiveCluster connect(@Nullable Path kubeconfig, @Nullable String context) {
    if (kubeconfig != null && !Files.isReadable(kubeconfig)) {
      throw new UserError("There is no kubeconfig " + kubeconfig + "; check --kubeconfig.");
    }
    Config config =
        kubeconfig == null
            ? Config.autoConfigure(context)
            : Config.fromKubeconfig(context, kubeconfig.toFile());
    if (context != null
        && (config.getCurrentContext() == null
            || !config.getCurrentContext().getName().equals(context))) {
      throw new UserError(
          "The kubeconfig has no context " + context + "; see kubectl config get-contexts.");
    }
    return connect(config);
  }

  static LiveCluster connect(Config config) {
    return new LiveCluster(
        new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder(config).withRequestRetryBackoffLimit(0).build())
            .build());
  }

  /** The namespace of the kubeconfig's context. */
  String namespace() {
    return Objects.requireNonNullElse(client.getConfiguration().getNamespace(), "default");
  }

  /** A pod, as JSON. */
  Input pod(String namespace, String name) {
    return new Input(
        "pod " + namespace + "/" + name,
        get("/api/v1/namespaces/" + encoded(namespace) + "/pods/" + encoded(name))
            .orElseThrow(
                () ->
                    new UserError(
                        "There is no pod " + name + " in namespace " + namespace + "; see -n.")));
  }

  /** The namespace of the project of that name. */
  String namespaceOf(String project, ClusterRules rules) {
    StoredCluster namespaces = new StoredCluster(rules, namespace());
    String selector = rules.projectRule().label() + "=" + project;
    addAll("/api/v1/namespaces?labelSelector=" + encoded(selector), namespaces);
    return namespaces
        .namespaceOf(project)
        .orElseThrow(
            () ->
                new UserError(
                    "No namespace has the label "
                        + selector
                        + "; see kubectl get namespaces -L "
                        + rules.projectRule().label()
                        + "."));
  }

  /** All that matters to pods of these namespaces. */
  StoredCluster around(Set<String> namespaces, ClusterRules rules) {
    StoredCluster cluster = new StoredCluster(rules, namespace());
    for (String each : namespaces) {
      get("/api/v1/namespaces/" + encoded(each))
          .ifPresentOrElse(
              json -> add(new Input("namespace " + each, json), cluster),
              () -> {
                throw new UserError("There is no namespace " + each + "; see -n.");
              });
      addAll("/api/v1/namespaces/" + encoded(each) + "/serviceaccounts", cluster);
    }
    Set<String> withSecrets = new TreeSet<>(namespaces);
    withSecrets.removeIf(each -> !rules.readsSecretsOf(each));
    if (rules.clusterWideSecret()) {
      withSecrets.add(rules.clusterWideNamespace());
    }
    for (String each : withSecrets) {
      for (SecretType type : SecretType.values()) {
        addAll(
            "/api/v1/namespaces/"
                + encoded(each)
                + "/secrets?fieldSelector="
                + encoded("type=" + type.typeName()),
            cluster);
      }
    }
    rules.departmentResources().forEach(each -> addDepartments(each, cluster));
    return cluster;
  }

  /**
   * The Secrets of one namespace, those of other types too, or the docker Secrets of all.
   *
   * @param namespace null for all
   */
  StoredCluster secrets(@Nullable String namespace, ClusterRules rules) {
    StoredCluster cluster = new StoredCluster(rules, namespace());
    if (namespace != null) {
      addAll("/api/v1/namespaces/" + encoded(namespace) + "/secrets", cluster);
    } else {
      for (SecretType type : SecretType.values()) {
        addAll("/api/v1/secrets?fieldSelector=" + encoded("type=" + type.typeName()), cluster);
      }
    }
    return cluster;
  }

  /** In the version that the API server prefers; nothing if it doesn't have the resource. */
  private void addDepartments(String resource, StoredCluster into) {
    int dot = resource.indexOf('.');
    String group = resource.substring(dot + 1);
    Optional<String> description = get("/apis/" + encoded(group));
    if (description.isEmpty()) {
      return;
    }
    Map<?, ?> api = YamlText.objects(new Input("API group " + group, description.get())).get(0);
    if (api.get("preferredVersion") instanceof Map<?, ?> preferred
        && preferred.get("groupVersion") instanceof String version) {
      addPages("/apis/" + version + "/" + encoded(resource.substring(0, dot)), into);
    }
  }

  private void addAll(String path, StoredCluster into) {
    if (!addPages(path, into)) {
      throw new UserError("The API server doesn't know " + path + ".");
    }
  }

  private boolean addPages(String path, StoredCluster into) {
    String page = path + (path.indexOf('?') < 0 ? "?" : "&") + "limit=" + PAGE;
    String next = "";
    do {
      Optional<String> json = get(page + (next.isEmpty() ? "" : "&continue=" + encoded(next)));
      if (json.isEmpty()) {
        return false;
      }
      Map<?, ?> list = add(new Input("the answer to " + path, json.get()), into);
      next =
          list.get("metadata") instanceof Map<?, ?> metadata
                  && metadata.get("continue") instanceof String more
              ? more
              : "";
    } while (!next.isEmpty());
    return true;
  }

  private static Map<?, ?> add(Input json, StoredCluster into) {
    List<Map<?, ?>> objects = new ArrayList<>(YamlText.objects(json));
    try {
      into.add(objects.get(0));
    } catch (MalformedObjectException e) {
      throw new UserError(json.name() + ": " + e.getMessage());
    }
    return objects.get(0);
  }

  /** Empty if there is no such thing. */
  private Optional<String> get(String path) {
    try {
      return Optional.ofNullable(client.raw(path));
    } catch (KubernetesClientException e) {
      throw new UserError(
          switch (e.getCode()) {
            case 401 -> "The API server doesn't know you; log in, or check --context.";
            case 403 ->
                "You may not read "
                    + path.replaceAll("\\?.*", "")
                    + "; ask somebody who may, or have them write the state to a file for --state.";
            default ->
                e.getCode() > 0
                    ? "The API server answered " + e.getCode() + " to " + path + "."
                    : "No API server answers at "
                        + client.getConfiguration().getMasterUrl()
                        + "; check --context, or use --state.";
          });
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    client.close();
  }
}
