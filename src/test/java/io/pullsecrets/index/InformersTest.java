package io.pullsecrets.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.pullsecrets.configuration.InjectorConfiguration;
import io.pullsecrets.configuration.TestConfiguration;
import io.pullsecrets.index.FaultyApi.WatchFault;
import io.pullsecrets.injection.Candidates;
import io.pullsecrets.project.CopyMark;
import io.pullsecrets.registry.PullSecret;
import io.pullsecrets.registry.PullSecretIndex;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The index beside an in-memory Kubernetes API that can fail. */
class InformersTest {
  private static final String JSON_TYPE = "kubernetes.io/dockerconfigjson";

  private final FaultyApi api = new FaultyApi();
  private final InjectorConfiguration configuration = TestConfiguration.of(Map.of());
  private final ClusterIndex index = new ClusterIndex(configuration);
  private final KubernetesClient client = api.client();
  private final Informers informers = new Informers(client, index, configuration);

  @AfterEach
  void stop() {
    informers.stop(new ShutdownEvent());
    client.close();
    api.close();
  }

  @Test
  void the_first_list_is_complete_before_the_index_counts_as_filled() {
    api.admin().resource(namespace("demo", Map.of("runai/queue", "demo"))).create();
    for (int i = 0; i < 50; i++) {
      api.admin().resource(secret("runai", "s" + i, "r" + i + ".example", true)).create();
    }
    start();
    assertThat(candidates().clusterWide().secrets()).hasSize(50);
  }

  @Test
  void an_empty_cluster_fills_the_index_too() {
    start();
    assertThat(index.snapshot("demo")).isEmpty();
  }

  @Test
  void changes_take_effect() {
    api.admin().resource(namespace("demo", Map.of("runai/queue", "demo"))).create();
    start();

    api.admin().resource(secret("runai", "a", "nvcr.io", true)).create();
    eventually(() -> assertThat(names(candidates().clusterWide())).containsExactly("a"));

    api.admin().resource(secret("runai", "a", "nvcr.io", false)).update();
    eventually(() -> assertThat(names(candidates().clusterWide())).isEmpty());

    api.admin().resource(secret("demo", "b", "nvcr.io", false)).create();
    api.admin()
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withNamespace("demo")
                .withName("default")
                .endMetadata()
                .addNewImagePullSecret("b")
                .build())
        .create();
    eventually(() -> assertThat(names(candidates().declared())).containsExactly("b"));

    api.admin().secrets().inNamespace("demo").withName("b").delete();
    eventually(() -> assertThat(names(candidates().present())).isEmpty());

    api.admin().resource(namespace("demo", Map.of())).update();
    eventually(() -> assertThat(index.snapshot("demo")).isEmpty());
  }

  @Test
  void a_secret_made_anew_with_another_type_is_read_as_what_it_is_now() {
    api.admin().resource(namespace("demo", Map.of("runai/queue", "demo"))).create();
    api.admin().resource(secret("demo", "a", "nvcr.io", false)).create();
    start();
    api.admin().secrets().inNamespace("demo").withName("a").delete();
    api.admin()
        .resource(
            new SecretBuilder(secret("demo", "a", "nvcr.io", false))
                .withType("kubernetes.io/dockercfg")
                .withData(Map.of(".dockercfg", base64("{\"quay.io\":{\"auth\":\"dTpw\"}}")))
                .build())
        .create();
    eventually(
        () ->
            assertThat(candidates().present().find("a").orElseThrow().credentials())
                .extracting(each -> each.key().text())
                .containsExactly("quay.io"));
  }

  @Test
  void secrets_of_other_types_are_not_taken_in() {
    api.admin().resource(namespace("demo", Map.of("runai/queue", "demo"))).create();
    api.admin()
        .resource(
            new SecretBuilder(secret("demo", "opaque", "nvcr.io", false))
                .withType("Opaque")
                .build())
        .create();
    start();
    assertThat(candidates().present().secrets()).isEmpty();
  }

  @Test
  void of_other_service_accounts_only_those_that_enforce_mountable_secrets_are_kept() {
    api.admin().resource(namespace("demo", Map.of("runai/queue", "demo"))).create();
    for (String name : List.of("plain", "strict")) {
      api.admin()
          .resource(
              new ServiceAccountBuilder()
                  .withNewMetadata()
                  .withNamespace("demo")
                  .withName(name)
                  .addToAnnotations(
                      "kubernetes.io/enforce-mountable-secrets",
                      Boolean.toString(name.equals("strict")))
                  .endMetadata()
                  .build())
          .create();
    }
    start();
    assertThat(candidates().serviceAccounts()).containsOnlyKeys("strict");
  }

  @Test
  void it_starts_before_the_api_server_and_is_filled_once_that_is_there() {
    api.admin().resource(namespace("demo", Map.of("runai/queue", "demo"))).create();
    api.stop();
    informers.start(new StartupEvent());
    assertThat(informers.haveListed()).isFalse();
    api.restart();
    eventually(() -> assertThat(informers.haveListed()).isTrue());
    assertThat(index.snapshot("demo")).isPresent();
  }

  @Test
  void it_answers_from_memory_while_the_api_server_is_away_and_catches_up_after() {
    api.admin().resource(namespace("demo", Map.of("runai/queue", "demo"))).create();
    api.admin().resource(secret("runai", "a", "nvcr.io", true)).create();
    start();

    api.stop();
    assertThat(informers.haveListed()).isTrue();
    assertThat(names(candidates().clusterWide())).containsExactly("a");

    api.restart();
    api.admin().resource(secret("runai", "b", "nvcr.io", true)).create();
    eventually(() -> assertThat(names(candidates().clusterWide())).containsExactly("a", "b"));
  }

  @Test
  void an_expired_watch_is_followed_by_a_new_list_that_also_drops_what_is_gone() {
    api.admin().resource(namespace("demo", Map.of("runai/queue", "demo"))).create();
    api.admin().resource(secret("runai", "a", "nvcr.io", true)).create();
    start();

    api.failWatches(WatchFault.UNAVAILABLE);
    api.stop();
    api.restart();
    api.admin().secrets().inNamespace("runai").withName("a").delete();
    api.admin().resource(secret("runai", "b", "nvcr.io", true)).create();
    api.failWatches(WatchFault.EXPIRED);
    eventually(() -> assertThat(api.failedWatches()).isGreaterThanOrEqualTo(5));
    api.failWatches(WatchFault.NONE);

    eventually(() -> assertThat(names(candidates().clusterWide())).containsExactly("b"));
  }

  @Test
  void a_watch_that_is_down_is_silent_until_it_is_open_again() {
    start();
    eventually(() -> assertThat(informers.watches()).allMatch(each -> each.silence().isZero()));
    assertThat(informers.watches())
        .extracting(WatchState::what)
        .contains("namespaces", "secrets of type " + JSON_TYPE, "projects.run.ai")
        .doesNotHaveDuplicates();

    api.stop();
    Duration shortly = Duration.ofMillis(50);
    eventually(() -> assertThat(silence("namespaces")).isGreaterThan(shortly));
    api.restart();
    eventually(() -> assertThat(informers.watches()).allMatch(each -> each.silence().isZero()));
  }

  @Test
  void what_the_index_holds_is_counted_by_what_it_is() {
    CopyMark mark = new CopyMark("runai", "a", "uid", "hash");
    api.admin().resource(namespace("demo", Map.of("runai/queue", "demo"))).create();
    api.admin().resource(secret("runai", "a", "nvcr.io", true)).create();
    api.admin().resource(secret("runai", "plain", "nvcr.io", false)).create();
    api.admin().resource(secret("demo", "own", "quay.io", true)).create();
    api.admin()
        .resource(
            new SecretBuilder(secret("demo", "a", "nvcr.io", false))
                .editMetadata()
                .addToLabels(mark.labels())
                .addToAnnotations(mark.annotations())
                .endMetadata()
                .build())
        .create();
    start();
    assertThat(index.sizes()).isEqualTo(new IndexSizes(1, 1, 1, 1, 1, 0));
    api.admin().resource(namespace("demo", Map.of())).update();
    eventually(() -> assertThat(index.sizes()).isEqualTo(new IndexSizes(0, 1, 0, 1, 2, 0)));
  }

  private Duration silence(String what) {
    return informers.watches().stream()
        .filter(each -> each.what().equals(what))
        .findAny()
        .orElseThrow()
        .silence();
  }

  private void start() {
    informers.start(new StartupEvent());
    eventually(() -> assertThat(informers.haveListed()).isTrue());
  }

  private static void eventually(org.awaitility.core.ThrowingRunnable assertion) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(assertion);
  }

  private Candidates candidates() {
    return index.snapshot("demo").orElseThrow().candidates();
  }

  private static List<String> names(PullSecretIndex secrets) {
    return secrets.secrets().stream().map(PullSecret::name).toList();
  }

  private static io.fabric8.kubernetes.api.model.Namespace namespace(
      String name, Map<String, String> labels) {
    return new NamespaceBuilder()
        .withNewMetadata()
        .withName(name)
        .withLabels(labels)
        .endMetadata()
        .build();
  }

  private static Secret secret(
      String namespace, String name, String registry, boolean clusterWide) {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .addToLabels("runai/cluster-wide", Boolean.toString(clusterWide))
        .endMetadata()
        .withType(JSON_TYPE)
        .addToData(
            ".dockerconfigjson",
            base64("{\"auths\":{\"" + registry + "\":{\"username\":\"u\",\"password\":\"p\"}}}"))
        .build();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
