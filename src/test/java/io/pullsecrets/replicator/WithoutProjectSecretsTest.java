package io.pullsecrets.replicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.pullsecrets.configuration.InjectorConfiguration;
import io.pullsecrets.configuration.TestConfiguration;
import io.pullsecrets.index.ClusterIndex;
import io.pullsecrets.index.FaultyApi;
import io.pullsecrets.index.TestIndex;
import io.pullsecrets.registry.PullSecret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An injector that has no right to any project's Secrets, with {@code project-secrets=none}. */
class WithoutProjectSecretsTest {
  private static final String NGC =
      "{\"auths\":{\"nvcr.io\":{\"username\":\"u\",\"password\":\"p\"}}}";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final FaultyApi api = new FaultyApi();
  private final KubernetesClient client = api.client();

  @AfterEach
  void stop() {
    client.close();
    api.close();
  }

  @Test
  void pods_are_offered_the_cluster_wide_secrets_and_no_others() {
    createProjectAndSecrets();
    try (TestIndex index = new TestIndex(client, projectSecrets("none"))) {
      index.start();
      await().atMost(PATIENCE).until(index.informers()::haveListed);
      ClusterIndex read = index.index();
      assertThat(read.secrets("demo")).isEmpty();
      assertThat(read.snapshot("demo").orElseThrow().candidates().clusterWide().secrets())
          .extracting(PullSecret::name)
          .containsExactly("ngc");
    }
  }

  @Test
  void copies_are_left_to_whoever_sees_them() {
    createProjectAndSecrets();
    InjectorConfiguration none = projectSecrets("none");
    InjectorConfiguration declared = projectSecrets("declared");
    try (TestIndex blind = new TestIndex(client, none);
        TestReplicator first = new TestReplicator(client, blind, none);
        TestIndex seeing = new TestIndex(client, declared);
        TestReplicator second = new TestReplicator(client, seeing, declared)) {
      blind.start();
      first.start();
      await().atMost(PATIENCE).until(blind.informers()::haveListed);
      seeing.start();
      second.start();
      await()
          .atMost(PATIENCE)
          .until(() -> api.admin().secrets().inNamespace("demo").withName("ngc").get() != null);
      assertThat(first.replicator().leads()).isFalse();
    }
  }

  private void createProjectAndSecrets() {
    api.admin()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName("demo")
                .addToLabels("runai/queue", "demo")
                .endMetadata()
                .build())
        .create();
    createSecret("runai", "ngc", Map.of("runai/cluster-wide", "true"));
    createSecret("demo", "team", Map.of("run.ai/resource", "docker-registry"));
  }

  private void createSecret(String namespace, String name, Map<String, String> labels) {
    api.admin()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .addToLabels(labels)
                .endMetadata()
                .withType("kubernetes.io/dockerconfigjson")
                .addToData(".dockerconfigjson", base64(NGC))
                .build())
        .create();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static InjectorConfiguration projectSecrets(String which) {
    return TestConfiguration.of(Map.of("project-secrets", which));
  }
}
