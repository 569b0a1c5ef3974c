package io.pullsecrets.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line against a cluster; a subclass says which. */
abstract class LiveClusterStories {
  // Its own, so that nothing else that runs against the same API server takes notice.
  private static final String PROJECT = "cli-live-project";
  private static final String CLUSTER_WIDE = "cli-live-admin";
  private static final String PROJECT_LABEL = "cli-live/project";

  @TempDir private Path folder;
  private String kubeconfig = "";

  /** How to reach the cluster with all rights. */
  abstract Config config();

  abstract KubernetesClient client();

  @BeforeEach
  void fill() throws IOException {
    Config config = config();
    kubeconfig = folder.resolve("kubeconfig").toString();
    Files.writeString(
        Path.of(kubeconfig),
        Serialization.asYaml(
            Map.of(
                "apiVersion",
                "v1",
                "kind",
                "Config",
                "clusters",
                List.of(
                    Map.of(
                        "name",
                        "c",
                        "cluster",
                        config.getCaCertFile() == null
                            ? Map.of("server", config.getMasterUrl())
                            : Map.of(
                                "server",
                                config.getMasterUrl(),
                                "certificate-authority",
                                config.getCaCertFile()))),
                "users",
                List.of(
                    Map.of(
                        "name",
                        "u",
                        "user",
                        Map.of(
                            "token",
                            config.getOauthToken() == null ? "t" : config.getOauthToken()))),
                "contexts",
                List.of(
                    Map.of(
                        "name",
                        "x",
                        "context",
                        Map.of("cluster", "c", "user", "u", "namespace", PROJECT))),
                "current-context",
                "x")));
    for (String name : List.of(CLUSTER_WIDE, PROJECT)) {
      put(
          new NamespaceBuilder()
              .withNewMetadata()
              .withName(name)
              .withLabels(name.equals(PROJECT) ? Map.of(PROJECT_LABEL, "cli-live") : Map.of())
              .endMetadata()
              .build());
    }
    put(secret(CLUSTER_WIDE, "cli-ngc", "nvcr.io", Map.of("runai/cluster-wide", "true")));
    put(
        secret(
            PROJECT, "cli-own", "reg.example.com", Map.of("run.ai/resource", "docker-registry")));
    put(secret(PROJECT, "cli-dead", "hub.docker.com", Map.of()));
    if (client().pods().inNamespace(PROJECT).withName("trainer").get() == null) {
      if (client().serviceAccounts().inNamespace(PROJECT).withName("default").get() == null) {
        put(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withNamespace(PROJECT)
                .withName("default")
                .endMetadata()
                .build());
      }
      put(
          new PodBuilder()
              .withNewMetadata()
              .withNamespace(PROJECT)
              .withName("trainer")
              .endMetadata()
              .withNewSpec()
              .withAutomountServiceAccountToken(false)
              .addNewContainer()
              .withName("main")
              .withImage("nvcr.io/nvidia/nemo:25.07")
              .endContainer()
              .endSpec()
              .build());
    }
  }

  @Test
  void a_pod_is_explained_by_its_name() {
    Run run = run("explain", "trainer");
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("pod/trainer in " + PROJECT, "Added cli-ngc for nvcr.io.")
        .containsPattern("cli-own +project +no-match +reg.example.com ")
        .containsPattern("cli-dead +project +not-declared ");
  }

  @Test
  void an_image_is_explained_in_a_project_by_the_projects_name() {
    Run run = run("explain", "--image", "reg.example.com/a", "--project", "cli-live");
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("Added cli-own for reg.example.com.");
  }

  @Test
  void a_manifest_is_injected() {
    Run run =
        runWithInput(
            "apiVersion: v1\nkind: Pod\nmetadata:\n  namespace: "
                + PROJECT
                + "\nspec:\n  containers:\n  - image: nvcr.io/x\n",
            "inject",
            "-q",
            "-f",
            "-");
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("spec:\n  imagePullSecrets:\n  - name: cli-ngc\n");
  }

  @Test
  void secrets_are_checked() {
    Run run = run("check", "-n", PROJECT);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).containsPattern(PROJECT + " +cli-dead +error +key-never-matches ");
    assertThat(run("check").out()).contains("cli-dead");
  }

  @Test
  void what_is_not_there_is_told_in_one_line() {
    assertThat(run("explain", "nobody").err())
        .isEqualTo("error: There is no pod nobody in namespace " + PROJECT + "; see -n.\n");
    assertThat(run("explain", "--image", "a", "-n", "cli-none").err())
        .isEqualTo("error: There is no namespace cli-none; see -n.\n");
    assertThat(run("explain", "--image", "a", "--project", "cli-none").err())
        .startsWith("error: No namespace has the label cli-live/project=cli-none; ");
    assertThat(run("explain", "--image", "a", "--context", "other").err())
        .startsWith("error: The kubeconfig has no context other; ");
  }

  @Test
  void an_api_server_that_is_away_is_named() throws IOException {
    Path away = folder.resolve("away");
    Files.writeString(
        away,
        Files.readString(Path.of(kubeconfig))
            .replace(config().getMasterUrl(), "http://127.0.0.1:1/"));
    Run run = Run.of("explain", "--image", "a", "--kubeconfig", away.toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo(
            "error: No API server answers at http://127.0.0.1:1/; check --context, or use"
                + " --state.\n");
  }

  private Run run(String... arguments) {
    return runWithInput("", arguments);
  }

  private Run runWithInput(String in, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(
        List.of(
            "--kubeconfig",
            kubeconfig,
            "--cluster-wide-namespace",
            CLUSTER_WIDE,
            "--project-label",
            PROJECT_LABEL));
    Run run = Run.withInput(in, all.toArray(String[]::new));
    assertThat(run.out() + run.err()).doesNotContain("s3cr3t");
    return run;
  }

  private void put(HasMetadata object) {
    client().resource(object).createOr(NonDeletingOperation::update);
  }

  private static Secret secret(
      String namespace, String name, String key, Map<String, String> labels) {
    String config = "{\"auths\":{\"" + key + "\":{\"username\":\"u\",\"password\":\"s3cr3t\"}}}";
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .withLabels(labels)
        .endMetadata()
        .withType("kubernetes.io/dockerconfigjson")
        .addToData(
            ".dockerconfigjson",
            Base64.getEncoder().encodeToString(config.getBytes(StandardCharsets.UTF_8)))
        .build();
  }
}
