package io.pullsecrets.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.pullsecrets.pull.Kubelet.Pull;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whether the image of a pod comes from a private registry with what the product has given the pod:
 * the Secrets are read back from the API, and a kubelet's rules say what is tried with them. Each
 * story has namespaces and a registry of its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class PullStories {
  private static final Map<String, String> CLUSTER_WIDE = Map.of("runai/cluster-wide", "true");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

  /** What is open, the latest first. */
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  private Path folder;
  private int stories;
  private PullCluster cluster;
  private PrivateRegistry registry;
  private Kubelet kubelet;

  /** A cluster with the product and the namespace {@code runai}, whom the caller closes. */
  protected abstract PullCluster startCluster() throws Exception;

  @BeforeAll
  void startCluster(@TempDir Path folder) throws Exception {
    this.folder = folder;
    cluster = opened(startCluster());
  }

  /** A registry runs until the end of all stories, so that no two have the same port. */
  @BeforeEach
  void startRegistry() throws IOException {
    Path own = Files.createDirectory(folder.resolve("story-" + ++stories));
    registry = opened(PrivateRegistry.start(own));
    Skopeo runtime = new Skopeo(own);
    kubelet = new Kubelet(runtime);
    Credential publisher = user("publisher");
    runtime.push(image("team-a/app"), publisher);
    runtime.push(image("team-b/app"), publisher);
  }

  @AfterAll
  void end() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  @Test
  void a_cluster_wide_secret_makes_the_pull_succeed_in_every_project_and_nowhere_else()
      throws IOException {
    cluster.namespace("everybody-1", project());
    cluster.namespace("everybody-2", project());
    cluster.namespace("nobody", Map.of());
    cluster.write(
        secret("runai", "everybody", CLUSTER_WIDE, auths(registry.address(), user("reader"))));

    for (String project : List.of("everybody-1", "everybody-2")) {
      Pod pod = created(pod(project, "team-a/app"), "everybody");
      assertThat(pull(pod)).isEqualTo(Pull.succeeded("reader"));
    }
    Pod without = created(pod("nobody", "team-a/app"));
    assertThat(pull(without)).isEqualTo(Pull.refusedAnonymously());
  }

  @Test
  void a_secret_of_a_project_makes_the_pull_succeed_under_every_service_account()
      throws IOException {
    cluster.namespace("own", project());
    cluster.serviceAccount("own", "training");
    cluster.write(secret("own", "own", Map.of(), auths(registry.address(), user("reader"))));
    Pod training = under("training", pod("own", "team-a/app"));
    assertThat(pull(created(training))).isEqualTo(Pull.refusedAnonymously());

    cluster.serviceAccount("own", "default", "own");
    assertThat(pull(created(training, "own"))).isEqualTo(Pull.succeeded("reader"));
    assertThat(pull(created(pod("own", "team-a/app"), "own"))).isEqualTo(Pull.succeeded("reader"));
  }

  @Test
  void a_flat_map_serves_through_its_copies_and_not_by_itself() throws IOException {
    cluster.namespace("flat", project());
    Secret source =
        secret(
            "runai",
            "flat",
            CLUSTER_WIDE,
            "{\"https://%s\":{\"auth\":\"%s\"}}"
                .formatted(registry.address(), user("reader").auth()));
    cluster.write(source);

    Pod pod = created(pod("flat", "team-a/app"), "flat");
    assertThat(pull(pod)).isEqualTo(Pull.succeeded("reader"));
    assertThat(kubelet.pull(image("team-a/app"), List.of(source)))
        .isEqualTo(Pull.refusedAnonymously());
  }

  @Test
  void of_credentials_for_paths_the_one_for_the_images_path_serves() throws IOException {
    cluster.namespace("paths", project());
    for (String team : List.of("team-a", "team-b")) {
      cluster.write(
          secret(
              "runai",
              "for-" + team,
              CLUSTER_WIDE,
              auths(registry.address() + "/" + team, user("reader-of-" + team))));
    }

    assertThat(pull(created(pod("paths", "team-a/app"), "for-team-a")))
        .isEqualTo(Pull.succeeded("reader-of-team-a"));
    assertThat(pull(created(pod("paths", "team-b/app"), "for-team-b")))
        .isEqualTo(Pull.succeeded("reader-of-team-b"));
    assertThat(pull(created(pod("paths", "another-team/app"))))
        .isEqualTo(Pull.refusedAnonymously());
  }

  @Test
  void behind_a_stale_credential_for_the_same_registry_the_right_one_serves() throws IOException {
    cluster.namespace("stale", project());
    cluster.write(
        secret(
            "stale",
            "of-the-project",
            Map.of("run.ai/resource", "docker-registry"),
            auths(registry.address(), new Credential("left-the-team", "forgotten"))));
    cluster.write(
        secret("runai", "of-all", CLUSTER_WIDE, auths(registry.address(), user("reader"))));

    Pod pod = created(pod("stale", "team-a/app"), "of-the-project", "of-all");
    assertThat(pull(pod)).isEqualTo(Pull.succeeded("left-the-team", "reader"));
  }

  @Test
  void after_a_change_of_the_password_the_copy_serves_again() throws IOException {
    cluster.namespace("rotation", project());
    Secret source =
        secret("runai", "rotated", CLUSTER_WIDE, auths(registry.address(), user("reader")));
    cluster.write(source);
    Pod pod = created(pod("rotation", "team-a/app"), "rotated");
    assertThat(pull(pod)).isEqualTo(Pull.succeeded("reader"));
    List<Secret> old = pullSecrets(pod);

    Credential changed = user("reader");
    assertThat(pull(pod)).isEqualTo(Pull.refused("reader"));
    cluster.write(secret("runai", "rotated", CLUSTER_WIDE, auths(registry.address(), changed)));
    await()
        .atMost(PATIENCE)
        .pollInterval(POLL_INTERVAL)
        .untilAsserted(() -> assertThat(pull(pod)).isEqualTo(Pull.succeeded("reader")));
    assertThat(kubelet.pull(image("team-a/app"), old)).isEqualTo(Pull.refused("reader"));
  }

  /** Makes a user of the registry, or gives the user a new password. */
  private Credential user(String name) throws IOException {
    Credential credential = new Credential(name, UUID.randomUUID().toString());
    registry.setPassword(name, credential.password());
    return credential;
  }

  private String image(String repository) {
    return registry.address() + "/" + repository + ":" + TinyImage.TAG;
  }

  /**
   * The pod as it is created once it gets these pull secrets and no others, and they are all there:
   * the product hears a little later of what was written before.
   */
  private Pod created(Pod pod, String... pullSecrets) {
    List<String> expected = List.of(pullSecrets);
    return await()
        .atMost(PATIENCE)
        .pollInterval(POLL_INTERVAL)
        .until(
            () -> cluster.create(pod),
            created ->
                names(created).equals(expected) && pullSecrets(created).size() == expected.size());
  }

  private Pull pull(Pod pod) throws IOException {
    return kubelet.pull(pod.getSpec().getContainers().get(0).getImage(), pullSecrets(pod));
  }

  /** Those that are there, as the API has them now; the kubelet leaves out the others. */
  private List<Secret> pullSecrets(Pod pod) {
    return names(pod).stream()
        .map(name -> cluster.secret(pod.getMetadata().getNamespace(), name))
        .filter(Objects::nonNull)
        .toList();
  }

  private static List<String> names(Pod pod) {
    return pod.getSpec().getImagePullSecrets().stream().map(LocalObjectReference::getName).toList();
  }

  /** A pod with one container, under the {@code default} ServiceAccount. */
  private Pod pod(String namespace, String repository) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withGenerateName("job-")
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("main")
        .withImage(image(repository))
        .endContainer()
        .endSpec()
        .build();
  }

  private static Pod under(String serviceAccount, Pod pod) {
    return new PodBuilder(pod).editSpec().withServiceAccountName(serviceAccount).endSpec().build();
  }

  private static Map<String, String> project() {
    return Map.of("runai/queue", "some-queue");
  }

  private static String auths(String key, Credential credential) {
    return "{\"auths\":{\"%s\":{\"username\":\"%s\",\"password\":\"%s\",\"auth\":\"%s\"}}}"
        .formatted(key, credential.username(), credential.password(), credential.auth());
  }

  private static Secret secret(
      String namespace, String name, Map<String, String> labels, String content) {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .withLabels(labels)
        .endMetadata()
        .withType("kubernetes.io/dockerconfigjson")
        .addToData(
            ".dockerconfigjson",
            Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8)))
        .build();
  }

  private <T extends AutoCloseable> T opened(T closeable) {
    open.push(closeable);
    return closeable;
  }
}
