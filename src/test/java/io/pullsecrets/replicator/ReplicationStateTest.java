package io.pullsecrets.replicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.pullsecrets.LogLines;
import io.pullsecrets.configuration.InjectorConfiguration;
import io.pullsecrets.configuration.TestConfiguration;
import io.pullsecrets.index.FaultyApi;
import io.pullsecrets.index.TestIndex;
import io.pullsecrets.replication.Action;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a replica tells of itself and its writes, beside an in-memory Kubernetes API. */
class ReplicationStateTest {
  private static final String NO_PATH = "nothing";

  private final FaultyApi api = new FaultyApi();
  private final KubernetesClient client = api.client();
  private final InjectorConfiguration configuration = TestConfiguration.of(Map.of());
  private final TestIndex index = new TestIndex(client, configuration);
  private final TestReplicator replica = new TestReplicator(client, index, configuration);
  private final List<String> writes = new CopyOnWriteArrayList<>();
  private final List<Duration> times = new CopyOnWriteArrayList<>();
  private final LogLines log = new LogLines("io.pullsecrets.replicator", Level.INFO);

  @BeforeEach
  void listen() {
    for (String name : List.of("a", "b")) {
      api.admin()
          .resource(
              new NamespaceBuilder()
                  .withNewMetadata()
                  .withName(name)
                  .addToLabels("runai/queue", name)
                  .endMetadata()
                  .build())
          .create();
    }
    replica
        .replicator()
        .addListener(
            new ReplicationListener() {
              @Override
              public void tried(Action action, WriteOutcome outcome) {
                writes.add(action.namespace() + " " + action.code() + " " + outcome.code());
              }

              @Override
              public void inStep(Duration sinceDue) {
                times.add(sinceDue);
              }
            });
  }

  @AfterEach
  void stop() {
    log.close();
    replica.close();
    index.close();
    client.close();
    api.close();
  }

  @Test
  void one_that_does_not_lead_knows_nothing() {
    assertThat(replica.replicator().state()).isEqualTo(ReplicationState.NOT_LEADING);
  }

  @Test
  void a_copy_that_is_refused_counts_as_failing_and_its_time_runs_from_the_first_try() {
    source("p");
    api.refuse("/api/v1/namespaces/b/secrets");
    start();
    eventually(
        () -> {
          ReplicationState state = replica.replicator().state();
          assertThat(state.leads()).isTrue();
          assertThat(state.copiesDesired()).isEqualTo(2);
          assertThat(state.copiesFailing()).isEqualTo(1);
          assertThat(writes)
              .contains("a copy-missing written", "b copy-missing unavailable")
              .doesNotContain("b copy-missing written");
          assertThat(times).hasSize(1);
        });
    long tries = writes.stream().filter(each -> each.startsWith("b")).count();
    eventually(
        () ->
            assertThat(writes).filteredOn(w -> w.startsWith("b")).hasSizeGreaterThan((int) tries));
    api.refuse(NO_PATH);
    eventually(() -> assertThat(times).hasSize(2));
    assertThat(replica.replicator().state().copiesFailing()).isZero();
    // Between two tries lie 250 ms at least.
    assertThat(times.get(1)).isGreaterThan(Duration.ofMillis(250)).isGreaterThan(times.get(0));
  }

  @Test
  void each_change_of_a_copy_is_one_line_at_info() {
    source("p");
    start();
    eventually(() -> assertThat(writes).contains("a copy-missing written"));
    source("q");
    eventually(() -> assertThat(writes).contains("a copy-differs written"));
    api.admin().secrets().inNamespace("runai").withName("ngc").delete();
    eventually(() -> assertThat(writes).contains("a source-gone written"));
    eventually(
        () ->
            assertThat(log.lines())
                .contains("INFO This replica leads: it writes the copies")
                .containsOnlyOnce(
                    "INFO reason=copy-missing Create secret a/ngc: a copy of cluster-wide secret ngc is missing.",
                    "INFO reason=copy-differs Update secret a/ngc: it differs from cluster-wide secret ngc.",
                    "INFO reason=source-gone Delete secret a/ngc: there is no such cluster-wide secret any more."));
  }

  private void start() {
    index.start();
    replica.start();
  }

  private void source(String password) {
    api.admin()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace("runai")
                .withName("ngc")
                .addToLabels("runai/cluster-wide", "true")
                .endMetadata()
                .withType("kubernetes.io/dockerconfigjson")
                .addToData(
                    ".dockerconfigjson",
                    Base64.getEncoder()
                        .encodeToString(
                            "{\"auths\":{\"nvcr.io\":{\"username\":\"u\",\"password\":\"%s\"}}}"
                                .formatted(password)
                                .getBytes(StandardCharsets.UTF_8)))
                .build())
        .createOr(NonDeletingOperation::update);
  }

  private static void eventually(ThrowingRunnable assertion) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(assertion);
  }
}
