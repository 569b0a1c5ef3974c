package io.pullsecrets.installation;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.pullsecrets.Kubectl;
import io.pullsecrets.RealApi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;

/**
 * The injector in a cluster of its own, installed as the documentation says. What its pods would be
 * runs as processes of this machine, with the environment of the Deployment's container and the
 * rights of its ServiceAccount and no others. The API server calls them through the Service, of
 * which only the port is another.
 */
final class Installation implements AutoCloseable {
  static final String NAME = "pull-secret-injector";
  static final String NAMESPACE = "runai";
  private static final String WEBHOOK = "pods.pull-secret-injector.runai.svc";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int PATIENCE_MILLIS = (int) PATIENCE.toMillis();

  private final RealApi api;
  private final KubernetesClient admin;
  private final List<Replica> replicas = new ArrayList<>();
  private Installer installer;
  private @Nullable ServiceAddress service;
  private int started;

  private Installation(Installer installer, String... more) {
    this.installer = installer;
    this.api = RealApi.start(more);
    this.admin =
        new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder(api.config()).withRequestTimeout(PATIENCE_MILLIS).build())
            .build();
  }

  /**
   * A cluster with Run:ai's namespace, without the injector.
   *
   * @param more arguments of the API server
   */
  static Installation prepare(Installer installer, String... more) {
    Installation installation = new Installation(installer, more);
    installation.namespace(NAMESPACE, Map.of());
    return installation;
  }

  /** The same with the injector installed, and one replica that serves. */
  static Installation running(Installer installer) {
    Installation installation = prepare(installer);
    try {
      installation.install();
      installation.startReplica();
      installation.awaitCalls();
      return installation;
    } catch (RuntimeException e) {
      installation.close();
      throw e;
    }
  }

  /** Installs in another way what is there already. */
  void install(Installer other) {
    installer = other;
    install();
  }

  /** Installs; the Service's port becomes one that an ordinary user may listen on. */
  void install() {
    if (service != null) {
      setPort("service", "/spec/ports/0/port", 443);
    }
    installer.install(kubectl());
    if (service == null) {
      service =
          new ServiceAddress(
              kubectl("get", "service", NAME, "-n", NAMESPACE, "-o", "jsonpath={.spec.clusterIP}"));
    }
    setPort("service", "/spec/ports/0/port", service.port());
    setPort(
        "mutatingwebhookconfiguration", "/webhooks/0/clientConfig/service/port", service.port());
  }

  private void setPort(String kind, String path, int port) {
    kubectl(
        "patch",
        kind,
        NAME,
        "-n",
        NAMESPACE,
        "--type=json",
        "-p",
        "[{\"op\":\"replace\",\"path\":\"%s\",\"value\":%d}]".formatted(path, port));
  }

  /** Takes it out of the cluster; its processes must have ended. */
  String uninstall() {
    return installer.uninstall(kubectl());
  }

  /** Starts one more replica and waits until it is ready and takes calls. */
  Replica startReplica() {
    Map<String, String> environment = new HashMap<>(environment());
    environment.put("KUBERNETES_MASTER", api.config().getMasterUrl());
    environment.put("KUBERNETES_CERTS_CA_FILE", api.authorityFile().toString());
    environment.put(
        "KUBERNETES_AUTH_TOKEN", kubectl("create", "token", NAME, "-n", NAMESPACE).strip());
    Replica replica = Replica.start(environment, ++started);
    replicas.add(replica);
    replica.awaitReady();
    if (service != null) {
      service.leadTo(replica.port());
    }
    return replica;
  }

  /** What the Deployment gives the container. */
  private Map<String, String> environment() {
    JsonNode pod =
        json(kubectl("get", "deployment", NAME, "-n", NAMESPACE, "-o", "json"))
            .at("/spec/template/spec");
    Map<String, Path> mounts = mount(pod);
    Map<String, String> environment = new HashMap<>();
    for (JsonNode variable : pod.at("/containers/0/env")) {
      String field = variable.at("/valueFrom/fieldRef/fieldPath").asText();
      String value =
          field.equals("metadata.namespace") ? NAMESPACE : variable.path("value").asText();
      for (Map.Entry<String, Path> mount : mounts.entrySet()) {
        if (value.startsWith(mount.getKey() + "/")) {
          value = mount.getValue() + value.substring(mount.getKey().length());
        }
      }
      environment.put(variable.path("name").asText(), value);
    }
    return environment;
  }

  /** As a kubelet does, but into folders of this machine: each by its path in the container. */
  private Map<String, Path> mount(JsonNode pod) {
    Map<String, Path> mounts = new HashMap<>();
    for (JsonNode volume : pod.path("volumes")) {
      Map<String, byte[]> files = files(volume);
      if (files.isEmpty()) {
        continue;
      }
      Path folder = Path.of("target", "mounted", volume.path("name").asText()).toAbsolutePath();
      try {
        Files.createDirectories(folder);
        for (var file : files.entrySet()) {
          Files.write(folder.resolve(file.getKey()), file.getValue());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      for (JsonNode mount : pod.at("/containers/0/volumeMounts")) {
        if (mount.path("name").equals(volume.path("name"))) {
          mounts.put(mount.path("mountPath").asText(), folder);
        }
      }
    }
    return mounts;
  }

  private Map<String, byte[]> files(JsonNode volume) {
    Map<String, byte[]> files = new HashMap<>();
    if (volume.has("configMap")) {
      existing(admin.configMaps(), volume.at("/configMap/name").asText())
          .getData()
          .forEach((name, text) -> files.put(name, text.getBytes(StandardCharsets.UTF_8)));
    } else if (volume.has("secret")) {
      existing(admin.secrets(), volume.at("/secret/secretName").asText())
          .getData()
          .forEach((name, base64) -> files.put(name, Base64.getDecoder().decode(base64)));
    }
    return files;
  }

  private static <T extends HasMetadata> T existing(
      MixedOperation<T, ?, ? extends Resource<T>> kind, String name) {
    T found = kind.inNamespace(NAMESPACE).withName(name).get();
    return Objects.requireNonNull(found, "a pod waits for what it mounts: " + name);
  }

  /** As a node does: no new connections any more, and then the signal to end. */
  void stop(Replica replica) {
    leaveOut(replica);
    replica.stop();
  }

  /** As a crash. */
  void kill(Replica replica) {
    leaveOut(replica);
    replica.kill();
  }

  private void leaveOut(Replica replica) {
    replicas.remove(replica);
    if (service != null) {
      service.leaveOut(replica.port());
    }
  }

  /** Those that run. */
  List<Replica> replicas() {
    return List.copyOf(replicas);
  }

  RealApi api() {
    return api;
  }

  /** As somebody who may do everything. */
  KubernetesClient admin() {
    return admin;
  }

  /** What kubectl prints. */
  String kubectl(String... arguments) {
    return kubectl().run(arguments);
  }

  Kubectl kubectl() {
    return api.kubectl();
  }

  /** Makes a project, as Run:ai does, with the ServiceAccount that a cluster would make in it. */
  void project(String namespace) {
    namespace(namespace, Map.of("runai/queue", namespace));
  }

  void namespace(String name, Map<String, String> labels) {
    admin
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .build())
        .create();
    serviceAccount(name, "default", Map.of());
  }

  void serviceAccount(
      String namespace, String name, Map<String, String> annotations, String... pullSecrets) {
    admin
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .withAnnotations(annotations)
                .endMetadata()
                .withImagePullSecrets(
                    Arrays.stream(pullSecrets).map(LocalObjectReference::new).toList())
                .build())
        .createOr(existing -> existing.update());
  }

  /** Makes a docker-registry Secret and labels it, as the README says. */
  void pullSecret(String namespace, String name, String registry, String... labels) {
    kubectl(
        "create",
        "secret",
        "docker-registry",
        name,
        "-n",
        namespace,
        "--docker-server=" + registry,
        "--docker-username=user",
        "--docker-password=" + name);
    for (String label : labels) {
      kubectl("label", "secret", name, "-n", namespace, label);
    }
  }

  /** The Secret, or null. */
  @Nullable Secret secret(String namespace, String name) {
    return admin.secrets().inNamespace(namespace).withName(name).get();
  }

  /** A pod with one container for each image. */
  static PodBuilder pod(String namespace, String... images) {
    PodBuilder pod =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withGenerateName("job-")
            .endMetadata()
            .withNewSpec()
            .endSpec();
    for (int i = 0; i < images.length; i++) {
      pod.editSpec()
          .addNewContainer()
          .withName("container-" + i)
          .withImage(images[i])
          .endContainer()
          .endSpec();
    }
    return pod;
  }

  /** What becomes of it in the cluster. */
  Pod create(Pod pod) {
    return admin.resource(pod).create();
  }

  /** The pull secrets that a new pod with these images has. */
  List<String> pullSecrets(String namespace, String... images) {
    return pullSecrets(create(pod(namespace, images).build()));
  }

  static List<String> pullSecrets(Pod pod) {
    return pod.getSpec().getImagePullSecrets().stream().map(LocalObjectReference::getName).toList();
  }

  /** How often the API server has called the webhook, by its own account. */
  int calls() {
    Matcher counts =
        Pattern.compile(
                "(?m)^apiserver_admission_webhook_request_total\\{[^}]*name=\""
                    + Pattern.quote(WEBHOOK)
                    + "\"[^}]*} (\\S+)$")
            .matcher(admin.raw("/metrics"));
    int sum = 0;
    while (counts.find()) {
      sum += (int) Double.parseDouble(counts.group(1));
    }
    return sum;
  }

  /** Waits until the API server has heard of the webhook. */
  private void awaitCalls() {
    project("first-call");
    eventually(
        () -> {
          int before = calls();
          admin.resource(pod("first-call", "image").build()).dryRun().create();
          if (calls() == before) {
            throw new AssertionError("the API server doesn't call the webhook");
          }
        });
  }

  /** What the API server says of calls of the webhook that failed, at most ten of them. */
  List<String> failedCalls() {
    return api.log().filter(line -> line.contains("failing open")).limit(10).toList();
  }

  /** What the API server has logged of each request so far ({@link RealApi#auditLog}). */
  List<JsonNode> audit() {
    try {
      String log = Files.readString(api.auditLog());
      // The last line may be half written.
      return log.substring(0, log.lastIndexOf('\n') + 1).lines().map(Installation::json).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits, a minute at most, until it holds. */
  static void eventually(ThrowingRunnable assertion) {
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).untilAsserted(assertion);
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    replicas().forEach(this::kill);
    if (service != null) {
      service.close();
    }
    admin.close();
    api.close();
  }
}
