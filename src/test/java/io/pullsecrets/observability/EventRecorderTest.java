package io.pullsecrets.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pullsecrets.configuration.InjectorConfiguration;
import io.pullsecrets.configuration.TestConfiguration;
import io.pullsecrets.index.FaultyApi;
import io.pullsecrets.index.TestIndex;
import io.pullsecrets.registry.CopyName;
import io.pullsecrets.replicator.TestReplicator;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A replica that leads, beside an in-memory Kubernetes API, and what it tells. */
class EventRecorderTest {
  private static final String PASSWORD = "hunter2";
  private static final String NGC =
      "{\"auths\":{\"nvcr.io\":{\"username\":\"u\",\"password\":\"" + PASSWORD + "\"}}}";
  private static final String OTHER =
      "{\"auths\":{\"nvcr.io\":{\"username\":\"u\",\"password\":\"x" + PASSWORD + "\"}}}";
  private static final String FLAT =
      "{\"https://eu.gcr.io\":{\"auth\":\"" + base64("_json_key:" + PASSWORD) + "\"}}";

  private final FaultyApi api = new FaultyApi();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<TestReplicator> replicas = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    api.close();
  }

  @Test
  void each_source_says_what_became_of_it() {
    project("a");
    project("b");
    secret("runai", "ngc", NGC, Map.of("runai/cluster-wide", "true"));
    secret("runai", "gcr", FLAT, Map.of("runai/cluster-wide", "true"));
    secret("runai", "empty", "{\"auths\":{}}", Map.of("runai/cluster-wide", "true"));
    secret("b", "ngc", OTHER, Map.of());
    secret("a", "mine", NGC, Map.of("runai/cluster-wide", "true"));
    start(Map.of());
    eventually(
        () ->
            assertThat(events())
                .extracting(EventRecorderTest::line)
                .contains(
                    "runai/ngc Normal Copied: Copied to 2 projects.",
                    "runai/ngc Warning NameTaken: 1 project has a secret ngc with other"
                        + " credentials, so the copy is named "
                        + CopyName.derived("ngc")
                        + " there: b.",
                    "runai/gcr Normal Copied: Copied to 2 projects.",
                    "runai/gcr Warning Repaired: The kubelet can't use this secret as it is, so"
                        + " its copies hold what is usable of it in the right form: The"
                        + " registries stand outside auths, where the kubelet doesn't look; wrap"
                        + " them in an object named auths.",
                    "a/mine Warning LabelIgnored: Only in namespace runai does a label make a"
                        + " secret cluster-wide; this one serves its own namespace at most.")
                .anySatisfy(
                    line -> assertThat(line).startsWith("runai/empty Warning Unusable: No project"))
                .hasSize(6));
    assertThat(events().toString()).doesNotContain(PASSWORD, base64("_json_key:" + PASSWORD));
  }

  @Test
  void a_note_is_as_long_as_an_api_server_takes_it_in_bytes() {
    project("a");
    String key = "\"\u00e4%s.example/a b\":{\"auth\":\"!!\"}";
    String flaws =
        Stream.of("x", "y", "z")
            .map(each -> key.formatted("\u20ac".repeat(120) + each))
            .collect(Collectors.joining(","));
    secret(
        "runai",
        "flawed",
        "{\"auths\":{\"nvcr.io\":{\"username\":\"u\",\"password\":\"p\"}," + flaws + "}}",
        Map.of("runai/cluster-wide", "true"));
    start(Map.of());
    eventually(
        () ->
            assertThat(events())
                .extracting(Event::getNote)
                .anySatisfy(
                    note -> {
                      assertThat(note).endsWith("\u2026");
                      assertThat(note.getBytes(StandardCharsets.UTF_8).length)
                          .isBetween(1_000, 1_024);
                    }));
  }

  @Test
  void an_event_that_is_refused_holds_up_no_other() {
    project("a");
    for (String name : List.of("first", "second", "third")) {
      secret("runai", name, NGC, Map.of("runai/cluster-wide", "true"));
    }
    api.refuseEventsOf("first");
    start(Map.of());
    eventually(
        () ->
            assertThat(events())
                .extracting(EventRecorderTest::line)
                .containsExactlyInAnyOrder(
                    "runai/second Normal Copied: Copied to 1 project.",
                    "runai/third Normal Copied: Copied to 1 project."));
  }

  @Test
  void a_source_for_one_department_says_whom_it_does_not_reach() {
    project("a");
    Map<String, String> labels =
        Map.of("run.ai/department", "4711", "run.ai/resource", "docker-registry");
    secret("runai", "ngc", NGC, labels);
    start(Map.of());
    eventually(
        () ->
            assertThat(events())
                .extracting(EventRecorderTest::line)
                .containsExactlyInAnyOrder(
                    "runai/ngc Warning DepartmentUnknown: 1 project has no known department and so"
                        + " no copy of this secret, which is for one: a.",
                    "runai/ngc Warning NoProject: No project is known to belong to department"
                        + " 4711, which this secret is for."));
  }

  @Test
  void an_event_is_what_an_api_server_asks_for() {
    project("a");
    secret("runai", "ngc", NGC, Map.of("runai/cluster-wide", "true"));
    start(Map.of());
    eventually(() -> assertThat(events()).hasSize(1));
    Event event = events().get(0);
    assertThat(event.getEventTime().getTime())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
    assertThat(event.getAction()).isEqualTo("Replicate");
    assertThat(event.getReportingController()).isEqualTo("pull-secret-injector/replicator");
    assertThat(event.getReportingInstance()).isNotBlank();
    assertThat(event.getRegarding().getKind()).isEqualTo("Secret");
    assertThat(event.getRegarding().getUid())
        .isEqualTo(
            api.admin()
                .secrets()
                .inNamespace("runai")
                .withName("ngc")
                .get()
                .getMetadata()
                .getUid());
  }

  @ParameterizedTest
  @CsvSource({"true, 1", "false, 0"})
  void a_label_in_a_wrong_namespace_is_told_of_only_while_cluster_wide_secrets_are_switched_on(
      boolean clusterWideSecret, int told) {
    project("a");
    secret("a", "mine", NGC, Map.of("runai/cluster-wide", "true"));
    EventRecorder recorder =
        start(Map.of("cluster-wide-secret", Boolean.toString(clusterWideSecret)));
    eventually(() -> assertThat(replicas.get(0).replicator().state().passes()).containsKey("a"));
    assertThat(recorder.all()).hasSize(told);
  }

  private EventRecorder start(Map<String, String> keys) {
    InjectorConfiguration configuration = TestConfiguration.of(keys);
    KubernetesClient client = api.client();
    TestIndex index = new TestIndex(client, configuration);
    TestReplicator replicator = new TestReplicator(client, index, configuration);
    EventRecorder recorder =
        new EventRecorder(
            client,
            index.index(),
            replicator.replicator(),
            configuration,
            new SimpleMeterRegistry());
    recorder.start(new StartupEvent());
    index.start();
    replicator.start();
    open.add(() -> recorder.stop(new ShutdownEvent()));
    open.add(replicator);
    replicas.add(replicator);
    open.add(index);
    open.add(client);
    return recorder;
  }

  private List<Event> events() {
    return api.admin().events().v1().events().inAnyNamespace().list().getItems();
  }

  private static String line(Event event) {
    return event.getRegarding().getNamespace()
        + "/"
        + event.getRegarding().getName()
        + " "
        + event.getType()
        + " "
        + event.getReason()
        + ": "
        + event.getNote();
  }

  private void project(String name) {
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

  private void secret(String namespace, String name, String content, Map<String, String> labels) {
    api.admin()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .withType("kubernetes.io/dockerconfigjson")
                .addToData(".dockerconfigjson", base64(content))
                .build())
        .create();
  }

  private static void eventually(ThrowingRunnable assertion) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(assertion);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
