package io.pullsecrets.replicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.pullsecrets.configuration.InjectorConfiguration;
import io.pullsecrets.configuration.TestConfiguration;
import io.pullsecrets.index.FaultyApi;
import io.pullsecrets.index.TestIndex;
import io.pullsecrets.registry.CopyName;
import io.pullsecrets.start.WarmUpEnd;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replicas beside an in-memory Kubernetes API. */
class ReplicatorTest {
  private static final String NGC =
      "{\"auths\":{\"nvcr.io\":{\"username\":\"u\",\"password\":\"p\"}}}";
  private static final String ROTATED =
      "{\"auths\":{\"nvcr.io\":{\"username\":\"u\",\"password\":\"q\"}}}";

  private final FaultyApi api = new FaultyApi();
  private final List<Replica> replicas = new ArrayList<>();

  @BeforeEach
  void projects() {
    for (String name : List.of("a", "b")) {
      api.admin().resource(namespace(name, Map.of("runai/queue", name))).create();
    }
    api.admin().resource(namespace("runai-backend", Map.of())).create();
  }

  @AfterEach
  void stop() {
    replicas.forEach(Replica::close);
    api.close();
  }

  @Test
  void every_project_has_a_copy_that_follows_its_source() {
    api.admin().resource(source("ngc", NGC, true)).create();
    start(Map.of());
    eventually(
        () -> {
          assertThat(content("a", "ngc")).isEqualTo(NGC);
          assertThat(content("b", "ngc")).isEqualTo(NGC);
        });
    assertThat(secret("runai-backend", "ngc")).isNull();
    Secret copy = Objects.requireNonNull(secret("a", "ngc"));
    assertThat(copy.getMetadata().getLabels())
        .containsExactly(Map.entry("app.kubernetes.io/managed-by", "pull-secret-injector"));
    assertThat(copy.getMetadata().getAnnotations())
        .containsEntry("pull-secret-injector/source", "runai/ngc")
        .doesNotContainKey("of-the-source");
    String uid = copy.getMetadata().getUid();

    api.admin().resource(source("ngc", ROTATED, true)).update();
    eventually(() -> assertThat(content("a", "ngc")).isEqualTo(ROTATED));
    assertThat(Objects.requireNonNull(secret("a", "ngc")).getMetadata().getUid()).isEqualTo(uid);

    api.admin().resource(source("ngc", ROTATED, false)).update();
    eventually(() -> assertThat(secret("a", "ngc")).isNull());
    api.admin().resource(source("ngc", NGC, true)).update();
    eventually(() -> assertThat(content("b", "ngc")).isEqualTo(NGC));
    api.admin().secrets().inNamespace("runai").withName("ngc").delete();
    eventually(
        () -> {
          assertThat(secret("a", "ngc")).isNull();
          assertThat(secret("b", "ngc")).isNull();
        });
  }

  @Test
  void a_new_project_gets_copies_and_a_former_one_loses_them() {
    api.admin().resource(source("ngc", NGC, true)).create();
    start(Map.of());
    api.admin().resource(namespace("c", Map.of("runai/queue", "c"))).create();
    eventually(() -> assertThat(content("c", "ngc")).isEqualTo(NGC));
    api.admin().resource(namespace("c", Map.of())).update();
    eventually(() -> assertThat(secret("c", "ngc")).isNull());
  }

  @Test
  void a_copy_that_was_deleted_or_changed_is_made_good() {
    api.admin().resource(source("ngc", NGC, true)).create();
    start(Map.of());
    eventually(() -> assertThat(content("a", "ngc")).isEqualTo(NGC));
    api.admin().secrets().inNamespace("a").withName("ngc").delete();
    eventually(() -> assertThat(content("a", "ngc")).isEqualTo(NGC));
    Secret changed = Objects.requireNonNull(secret("a", "ngc"));
    changed.setData(Map.of(".dockerconfigjson", base64("{}")));
    api.admin().resource(changed).update();
    eventually(() -> assertThat(content("a", "ngc")).isEqualTo(NGC));
  }

  @Test
  void a_departments_secret_follows_the_projects_that_come_and_go() {
    api.admin()
        .resource(
            new SecretBuilder(secret("runai", "ngc", NGC))
                .editMetadata()
                .addToLabels("run.ai/department", "7")
                .addToLabels("run.ai/resource", "docker-registry")
                .endMetadata()
                .build())
        .create();
    api.admin().resource(namespace("a", inDepartment("a", "7"))).update();
    start(Map.of());
    eventually(() -> assertThat(content("a", "ngc")).isEqualTo(NGC));
    assertThat(secret("b", "ngc")).isNull();

    api.admin().resource(namespace("b", inDepartment("b", "7"))).update();
    api.admin().resource(namespace("a", inDepartment("a", "8"))).update();
    eventually(
        () -> {
          assertThat(content("b", "ngc")).isEqualTo(NGC);
          assertThat(secret("a", "ngc")).isNull();
        });
  }

  private static Map<String, String> inDepartment(String project, String id) {
    return Map.of("runai/queue", project, "runai/department-id", id);
  }

  @Test
  void a_flat_map_is_copied_in_the_form_that_the_kubelet_reads() {
    api.admin()
        .resource(source("gcr", "{\"https://eu.gcr.io\":{\"auth\":\"dTpw\"}}", true))
        .create();
    start(Map.of());
    eventually(
        () ->
            assertThat(content("a", "gcr"))
                .isEqualTo("{\"auths\":{\"https://eu.gcr.io\":{\"auth\":\"dTpw\"}}}"));
  }

  @Test
  void what_is_not_ours_is_never_touched_and_the_copy_stands_beside_it() {
    Secret foreign = secret("a", "ngc", ROTATED);
    String version = api.admin().resource(foreign).create().getMetadata().getResourceVersion();
    api.admin().resource(secret("b", "ngc", NGC)).create();
    api.admin().resource(source("ngc", NGC, true)).create();
    start(Map.of());
    String derived = CopyName.derived("ngc");
    eventually(() -> assertThat(content("a", derived)).isEqualTo(NGC));
    assertThat(secret("b", derived)).as("the same credentials serve as they are").isNull();
    assertThat(Objects.requireNonNull(secret("a", "ngc")).getMetadata().getResourceVersion())
        .isEqualTo(version);

    api.admin().secrets().inNamespace("a").withName("ngc").delete();
    eventually(
        () -> {
          assertThat(content("a", "ngc")).isEqualTo(NGC);
          assertThat(secret("a", derived)).isNull();
        });
  }

  @Test
  void a_secret_of_another_type_that_has_the_name_holds_up_no_other_copy() {
    api.admin()
        .resource(new SecretBuilder(secret("a", "blocked", NGC)).withType("Opaque").build())
        .create();
    api.admin().resource(source("blocked", NGC, true)).create();
    api.admin().resource(source("ngc", NGC, true)).create();
    start(Map.of());
    eventually(() -> assertThat(content("a", "ngc")).isEqualTo(NGC));
    assertThat(Objects.requireNonNull(secret("a", "blocked")).getType()).isEqualTo("Opaque");
  }

  @Test
  void a_copy_that_cannot_be_made_holds_up_no_rotation_of_another() {
    api.admin()
        .resource(new SecretBuilder(secret("a", "blocked", NGC)).withType("Opaque").build())
        .create();
    api.admin().resource(source("blocked", NGC, true)).create();
    api.admin().resource(source("ngc", NGC, true)).create();
    Replica replica =
        new Replica(api.client(), TestConfiguration.of(Map.of()), Duration.ofHours(1));
    replicas.add(replica);
    eventually(() -> assertThat(content("a", "ngc")).isEqualTo(NGC));
    eventually(() -> assertThat(replica.failing()).isPositive());
    api.admin().resource(source("ngc", ROTATED, true)).update();
    eventually(() -> assertThat(content("a", "ngc")).as("within the hour").isEqualTo(ROTATED));
  }

  @Test
  void with_cluster_wide_secrets_switched_off_our_copies_go_and_nothing_else() {
    api.admin().resource(source("ngc", NGC, true)).create();
    api.admin().resource(secret("a", "own", NGC)).create();
    Replica first = start(Map.of());
    eventually(() -> assertThat(content("a", "ngc")).isEqualTo(NGC));
    first.close();

    start(Map.of("cluster-wide-secret", "false"));
    eventually(() -> assertThat(secret("a", "ngc")).isNull());
    assertThat(content("a", "own")).isEqualTo(NGC);
    assertThat(content("runai", "ngc")).isEqualTo(NGC);
  }

  @Test
  void only_the_leader_writes_and_another_replica_follows_when_it_ends() {
    Replica first = start(Map.of());
    api.admin().resource(source("ngc", NGC, true)).create();
    eventually(() -> assertThat(content("a", "ngc")).isEqualTo(NGC));
    start(Map.of());
    first.close();
    api.admin().resource(source("ngc", ROTATED, true)).update();
    eventually(() -> assertThat(content("a", "ngc")).isEqualTo(ROTATED));
  }

  @Test
  void a_replica_that_does_not_know_the_cluster_leaves_the_lease_to_others() {
    InjectorConfiguration configuration = TestConfiguration.of(Map.of());
    KubernetesClient client = api.client();
    try (TestIndex unlisted = new TestIndex(client, configuration);
        TestReplicator early = new TestReplicator(client, unlisted, configuration)) {
      early.start();
      api.admin().resource(source("ngc", NGC, true)).create();
      start(Map.of());
      eventually(() -> assertThat(content("a", "ngc")).isEqualTo(NGC));
      assertThat(early.replicator().leads()).isFalse();
    } finally {
      client.close();
    }
  }

  @Test
  void a_replica_that_is_still_warming_up_leaves_the_lease_to_others() {
    InjectorConfiguration configuration = TestConfiguration.of(Map.of());
    WarmUpEnd warmUpEnd = new WarmUpEnd();
    try (KubernetesClient client = api.client();
        TestIndex index = new TestIndex(client, configuration);
        TestReplicator early = new TestReplicator(client, index, configuration, warmUpEnd)) {
      index.start();
      early.start();
      eventually(() -> assertThat(index.informers().haveListed()).isTrue());
      Replica other = start(Map.of());
      api.admin().resource(source("ngc", NGC, true)).create();
      eventually(() -> assertThat(content("a", "ngc")).isEqualTo(NGC));
      assertThat(early.replicator().leader()).as("whom it has seen lead").isEmpty();
      other.close();
      warmUpEnd.reach();
      eventually(() -> assertThat(early.replicator().leads()).isTrue());
    }
  }

  @Test
  void it_catches_up_after_the_api_server_was_away() {
    api.admin().resource(source("ngc", NGC, true)).create();
    start(Map.of());
    eventually(() -> assertThat(content("a", "ngc")).isEqualTo(NGC));
    api.stop();
    api.restart();
    api.admin().resource(source("ngc", ROTATED, true)).update();
    eventually(() -> assertThat(content("b", "ngc")).isEqualTo(ROTATED));
  }

  @Test
  void with_sources_elsewhere_the_lease_stays_in_the_injectors_own_namespace() {
    api.admin()
        .resource(
            new SecretBuilder(source("ngc", NGC, true))
                .editMetadata()
                .withNamespace("credentials")
                .endMetadata()
                .build())
        .create();
    start(Map.of("cluster-wide-namespace", "credentials"));
    eventually(() -> assertThat(content("a", "ngc")).isEqualTo(NGC));
    assertThat(api.admin().leases().inAnyNamespace().list().getItems())
        .extracting(lease -> lease.getMetadata().getNamespace())
        .containsExactly("runai");
  }

  @Test
  void copies_that_somebody_keeps_deleting_are_made_a_few_times_and_then_rarely() {
    api.admin().resource(source("ngc", NGC, true)).create();
    Replica replica = start(Map.of());
    AtomicInteger deleted = new AtomicInteger();
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              // Only what is known there: the in-memory API can tell of a deletion before the
              // creation.
              if (replica.knows("a", "ngc")) {
                deleted.addAndGet(
                    api.admin().secrets().inNamespace("a").withName("ngc").delete().size());
              }
              return replica.failing() > 0;
            });
    assertThat(deleted.get()).isBetween(Restorations.FREE, Restorations.FREE + 1);
    eventually(() -> assertThat(content("b", "ngc")).isEqualTo(NGC));

    api.admin().resource(source("ngc", ROTATED, true)).update();
    eventually(() -> assertThat(content("a", "ngc")).as("without waiting").isEqualTo(ROTATED));
    eventually(() -> assertThat(replica.failing()).isZero());
  }

  private Replica start(Map<String, String> configuration) {
    Replica replica = new Replica(api.client(), TestConfiguration.of(configuration));
    replicas.add(replica);
    return replica;
  }

  private static void eventually(ThrowingRunnable assertion) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(assertion);
  }

  private @Nullable Secret secret(String namespace, String name) {
    return api.admin().secrets().inNamespace(namespace).withName(name).get();
  }

  private @Nullable String content(String namespace, String name) {
    Secret secret = secret(namespace, name);
    return secret == null
        ? null
        : new String(
            Base64.getDecoder().decode(secret.getData().get(".dockerconfigjson")),
            StandardCharsets.UTF_8);
  }

  private static Secret source(String name, String content, boolean clusterWide) {
    return new SecretBuilder(secret("runai", name, content))
        .editMetadata()
        .addToLabels("runai/cluster-wide", Boolean.toString(clusterWide))
        .addToAnnotations("of-the-source", "x")
        .endMetadata()
        .build();
  }

  private static Secret secret(String namespace, String name, String content) {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .endMetadata()
        .withType("kubernetes.io/dockerconfigjson")
        .addToData(".dockerconfigjson", base64(content))
        .build();
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

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
