package io.pullsecrets.installation;

import static io.pullsecrets.installation.Installation.eventually;
import static io.pullsecrets.installation.Installation.pod;
import static io.pullsecrets.installation.Installation.pullSecrets;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What users do in a cluster with the injector, and what comes of it. Each story has projects and
 * registries of its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class InstallationStories {
  private static final String CLUSTER_WIDE = "runai/cluster-wide=true";
  private static final String ANNOTATION = "pull-secret-injector/injected";

  private Installation cluster;

  /** How it is installed. */
  abstract Installer installer();

  @BeforeAll
  void install() {
    cluster = Installation.running(installer());
  }

  @AfterAll
  void end() {
    cluster.close();
  }

  @Test
  void a_cluster_wide_secret_reaches_every_project_and_the_pods_that_it_serves() {
    cluster.project("everybody-1");
    cluster.project("everybody-2");
    cluster.namespace("nobody", Map.of());
    cluster.pullSecret("runai", "everybody", "everybody.example.com", CLUSTER_WIDE);
    eventually(() -> assertThat(cluster.secret("everybody-1", "everybody")).isNotNull());
    eventually(() -> assertThat(cluster.secret("everybody-2", "everybody")).isNotNull());
    assertThat(cluster.secret("nobody", "everybody")).isNull();

    assertThat(
            cluster.kubectl(
                "run",
                "seen",
                "-n",
                "everybody-1",
                "--image=everybody.example.com/team/app:1",
                "-o",
                "jsonpath={.spec.imagePullSecrets}"))
        .isEqualTo("[{\"name\":\"everybody\"}]");
    assertThat(cluster.pullSecrets("everybody-2", "everybody.example.com/app"))
        .containsExactly("everybody");
    assertThat(cluster.pullSecrets("everybody-2", "other.example.com/app")).isEmpty();
  }

  @Test
  void the_newer_label_works_too() {
    cluster.project("newer");
    cluster.pullSecret(
        "runai",
        "newer",
        "newer.example.com",
        "run.ai/resource=docker-registry",
        "run.ai/cluster-wide=true");
    eventually(() -> assertThat(cluster.secret("newer", "newer")).isNotNull());
    assertThat(cluster.pullSecrets("newer", "newer.example.com/app")).containsExactly("newer");
  }

  @Test
  void credentials_of_a_project_serve_its_pods_under_every_service_account() {
    cluster.project("own");
    cluster.serviceAccount("own", "training", Map.of());
    cluster.serviceAccount("own", "with-list", Map.of(), "a-list-of-its-own");
    cluster.pullSecret("own", "own", "own.example.com");
    cluster.kubectl(
        "patch",
        "serviceaccount",
        "default",
        "-n",
        "own",
        "-p",
        "{\"imagePullSecrets\": [{\"name\": \"own\"}]}");

    eventually(
        () ->
            assertThat(pullSecrets(cluster.create(under("own", "training"))))
                .containsExactly("own"));
    assertThat(pullSecrets(cluster.create(under("own", "default")))).containsExactly("own");
    assertThat(pullSecrets(cluster.create(under("own", "with-list"))))
        .as("Kubernetes gives the ServiceAccount's list first")
        .containsExactly("a-list-of-its-own", "own");
    assertThat(
            pullSecrets(
                cluster.create(
                    new PodBuilder(under("own", "training"))
                        .editSpec()
                        .addNewImagePullSecret("a-list-of-the-pod")
                        .endSpec()
                        .build())))
        .containsExactly("a-list-of-the-pod", "own");
  }

  private static Pod under(String namespace, String serviceAccount) {
    return pod(namespace, namespace + ".example.com/app")
        .editSpec()
        .withServiceAccountName(serviceAccount)
        .endSpec()
        .build();
  }

  @Test
  void a_label_declares_credentials_of_a_project_without_a_service_account() {
    cluster.project("labelled");
    cluster.pullSecret(
        "labelled", "labelled", "labelled.example.com", "run.ai/resource=docker-registry");
    eventually(
        () ->
            assertThat(cluster.pullSecrets("labelled", "labelled.example.com/app"))
                .containsExactly("labelled"));
    cluster.pullSecret("labelled", "private", "private.example.com");
    assertThat(cluster.pullSecrets("labelled", "private.example.com/app")).isEmpty();
  }

  @Test
  void the_recipe_for_googles_registry_works() {
    cluster.project("google");
    String flat =
        "{\"https://eu.gcr.io\": {\"auth\": \"%s\"}}".formatted(base64("_json_key:google"));
    cluster
        .admin()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace("runai")
                .withName("google")
                .addToLabels("runai/cluster-wide", "true")
                .endMetadata()
                .withType("kubernetes.io/dockerconfigjson")
                .addToData(".dockerconfigjson", base64(flat))
                .build())
        .create();
    eventually(() -> assertThat(cluster.secret("google", "google")).isNotNull());
    assertThat(content(cluster.secret("google", "google")))
        .as("in the form that the kubelet reads")
        .startsWith("{\"auths\":{");
    assertThat(cluster.pullSecrets("google", "eu.gcr.io/project/app")).containsExactly("google");
    eventually(
        () ->
            assertThat(cluster.kubectl("events", "-n", "runai", "--for", "secret/google"))
                .contains("Repaired"));
  }

  @Test
  void copies_follow_their_source_and_their_project() {
    cluster.project("changing");
    cluster.pullSecret("runai", "changing", "changing.example.com", CLUSTER_WIDE);
    eventually(() -> assertThat(cluster.secret("changing", "changing")).isNotNull());
    Secret first = Objects.requireNonNull(cluster.secret("changing", "changing"));

    String rotated =
        base64(
            "{\"auths\":{\"changing.example.com\":{\"auth\":\"%s\"}}}"
                .formatted(base64("user:rotated")));
    cluster.kubectl(
        "patch",
        "secret",
        "changing",
        "-n",
        "runai",
        "-p",
        "{\"data\":{\".dockerconfigjson\":\"%s\"}}".formatted(rotated));
    eventually(
        () ->
            assertThat(
                    rotated.equals(
                        Objects.requireNonNull(cluster.secret("changing", "changing"))
                            .getData()
                            .get(".dockerconfigjson")))
                .as("the copy is rotated")
                .isTrue());
    assertThat(
            Objects.requireNonNull(cluster.secret("changing", "changing")).getMetadata().getUid())
        .as("in place")
        .isEqualTo(first.getMetadata().getUid());

    cluster.kubectl("label", "namespace", "changing", "runai/queue-");
    eventually(() -> assertThat(cluster.secret("changing", "changing")).isNull());
    cluster.kubectl("label", "namespace", "changing", "runai/queue=changing");
    eventually(() -> assertThat(cluster.secret("changing", "changing")).isNotNull());
    cluster.kubectl("label", "secret", "changing", "-n", "runai", "runai/cluster-wide-");
    eventually(() -> assertThat(cluster.secret("changing", "changing")).isNull());
    assertThat(cluster.pullSecrets("changing", "changing.example.com/app")).isEmpty();
    cluster.kubectl("label", "secret", "changing", "-n", "runai", CLUSTER_WIDE);
    eventually(() -> assertThat(cluster.secret("changing", "changing")).isNotNull());
    cluster.kubectl("delete", "secret", "changing", "-n", "runai");
    eventually(() -> assertThat(cluster.secret("changing", "changing")).isNull());
  }

  @Test
  void a_copy_that_somebody_has_made_immutable_follows_its_source_all_the_same() {
    cluster.project("fixed");
    cluster.pullSecret("runai", "fixed", "before.example.com", CLUSTER_WIDE);
    eventually(() -> assertThat(cluster.secret("fixed", "fixed")).isNotNull());
    cluster.kubectl("patch", "secret", "fixed", "-n", "fixed", "-p", "{\"immutable\":true}");
    String rotated = base64("{\"auths\":{\"after.example.com\":{\"auth\":\"dTpw\"}}}");
    cluster.kubectl(
        "patch",
        "secret",
        "fixed",
        "-n",
        "runai",
        "-p",
        "{\"data\":{\".dockerconfigjson\":\"%s\"}}".formatted(rotated));
    eventually(
        () -> {
          Secret copy = cluster.secret("fixed", "fixed"); // for a moment, there is none
          assertThat(copy != null && copy.getData().containsValue(rotated))
              .as("the copy is made anew")
              .isTrue();
        });
  }

  @Test
  void a_secret_of_somebody_else_with_the_name_stays_as_it_is_and_the_copy_gets_another() {
    cluster.project("taken");
    cluster.pullSecret("taken", "taken", "elsewhere.example.com");
    Secret theirs = cluster.secret("taken", "taken");
    cluster.pullSecret("runai", "taken", "taken.example.com", CLUSTER_WIDE);
    eventually(
        () ->
            assertThat(cluster.pullSecrets("taken", "taken.example.com/app"))
                .singleElement()
                .asString()
                .matches("taken-[0-9a-f]{10}")
                .satisfies(name -> assertThat(cluster.secret("taken", name)).isNotNull()));
    assertThat(cluster.secret("taken", "taken")).isEqualTo(theirs);
  }

  @Test
  void the_pod_and_the_audit_log_say_why() {
    cluster.project("why");
    cluster.pullSecret("runai", "why", "why.example.com", CLUSTER_WIDE);
    eventually(() -> assertThat(cluster.secret("why", "why")).isNotNull());
    Pod injected = cluster.create(named("injected", "why.example.com/app"));
    Pod left = cluster.create(named("left", "because.example.com/app"));

    assertThat(injected.getMetadata().getAnnotations())
        .containsEntry(ANNOTATION, "why=why.example.com");
    eventually(
        () -> assertThat(auditOf(injected)).contains("\"injected\"", "why for why.example.com"));
    eventually(() -> assertThat(auditOf(left)).contains("\"no-match\""));
  }

  /** The audit log knows a generated name only if it logs whole answers. */
  private static Pod named(String name, String image) {
    return pod("why", image).editMetadata().withName(name).endMetadata().build();
  }

  private String auditOf(Pod pod) {
    for (JsonNode entry : cluster.audit()) {
      if (entry.at("/objectRef/resource").asText().equals("pods")
          && entry.at("/objectRef/name").asText().equals(pod.getMetadata().getName())) {
        return entry.path("annotations").toString();
      }
    }
    return "";
  }

  @Test
  void pods_outside_of_projects_never_call_the_webhook() {
    cluster.namespace("runai-backend", Map.of());
    cluster.pullSecret("runai", "outside", "outside.example.com", CLUSTER_WIDE);
    int before = cluster.calls();
    assertThat(cluster.pullSecrets("runai-backend", "outside.example.com/app")).isEmpty();
    assertThat(cluster.calls()).isEqualTo(before);
  }

  @Test
  void mirror_pods_and_pods_that_are_switched_off_never_call_the_webhook() {
    cluster.project("aside");
    cluster.pullSecret("runai", "aside", "aside.example.com", CLUSTER_WIDE);
    eventually(() -> assertThat(cluster.secret("aside", "aside")).isNotNull());
    PodBuilder pod = pod("aside", "aside.example.com/app");
    int before = cluster.calls();
    Pod labelled =
        pod.editMetadata()
            .addToLabels("pull-secret-injector/inject", "false")
            .endMetadata()
            .build();
    assertThat(pullSecrets(cluster.create(labelled))).isEmpty();
    Pod annotated =
        pod.editMetadata()
            .withLabels(Map.of())
            .addToAnnotations("pull-secret-injector/inject", "false")
            .endMetadata()
            .build();
    assertThat(pullSecrets(cluster.create(annotated))).isEmpty();
    Pod mirror =
        pod.editMetadata()
            .withAnnotations(Map.of("kubernetes.io/config.mirror", "hash"))
            .endMetadata()
            .editSpec()
            .withNodeName("node")
            .endSpec()
            .build();
    assertThat(pullSecrets(cluster.create(mirror))).isEmpty();
    assertThat(cluster.calls()).isEqualTo(before);

    Pod ordinary = pod.editMetadata().withAnnotations(Map.of()).endMetadata().build();
    assertThat(pullSecrets(cluster.create(ordinary))).containsExactly("aside");
    assertThat(cluster.calls()).isEqualTo(before + 1);
  }

  @Test
  void a_container_that_another_webhook_adds_is_served_by_a_second_call() throws IOException {
    cluster.project("mesh");
    cluster.pullSecret("runai", "app", "app.example.com", CLUSTER_WIDE);
    cluster.pullSecret("runai", "sidecar", "sidecar.example.com", CLUSTER_WIDE);
    eventually(() -> assertThat(cluster.secret("mesh", "sidecar")).isNotNull());
    try (SidecarWebhook webhook = new SidecarWebhook("sidecar.example.com/proxy")) {
      webhook.register(cluster.kubectl(), "mesh");
      eventually(
          () -> {
            Pod pod = cluster.create(pod("mesh", "app.example.com/app").build());
            assertThat(pod.getSpec().getContainers()).hasSize(2);
            assertThat(pullSecrets(pod)).containsExactly("app", "sidecar");
            assertThat(pod.getMetadata().getAnnotations())
                .containsEntry(ANNOTATION, "app=app.example.com,sidecar=sidecar.example.com");
          });
      webhook.unregister(cluster.kubectl());
    }
  }

  @Test
  void a_dry_run_shows_what_would_be_injected_and_leaves_no_pod() {
    cluster.project("dry");
    cluster.pullSecret("runai", "dry", "dry.example.com", CLUSTER_WIDE);
    eventually(() -> assertThat(cluster.secret("dry", "dry")).isNotNull());
    assertThat(
            cluster.kubectl(
                "run",
                "try",
                "-n",
                "dry",
                "--image=dry.example.com/app",
                "--dry-run=server",
                "-o",
                "jsonpath={.spec.imagePullSecrets}"))
        .isEqualTo("[{\"name\":\"dry\"}]");
    assertThat(cluster.admin().pods().inNamespace("dry").list().getItems()).isEmpty();
  }

  @Test
  void only_what_the_service_account_lists_where_it_enforces_mountable_secrets() {
    cluster.project("strict");
    cluster.pullSecret("strict", "listed", "strict.example.com", "run.ai/resource=docker-registry");
    cluster.pullSecret("runai", "unlisted", "strict.example.com", CLUSTER_WIDE);
    cluster.serviceAccount(
        "strict", "strict", Map.of("kubernetes.io/enforce-mountable-secrets", "true"), "listed");
    eventually(() -> assertThat(cluster.secret("strict", "unlisted")).isNotNull());
    eventually(
        () ->
            assertThat(cluster.pullSecrets("strict", "strict.example.com/app"))
                .containsExactly("listed", "unlisted"));
    assertThat(pullSecrets(cluster.create(under("strict", "strict"))))
        .as("the API server would refuse the pod with another")
        .containsExactly("listed");
  }

  private static String content(@Nullable Secret secret) {
    return new String(
        Base64.getDecoder()
            .decode(Objects.requireNonNull(secret).getData().get(".dockerconfigjson")),
        StandardCharsets.UTF_8);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
