package io.pullsecrets.index;

import static io.pullsecrets.index.Definitions.projects;
import static io.pullsecrets.index.Definitions.queues;
import static io.pullsecrets.index.Definitions.served;
import static io.pullsecrets.index.Definitions.stored;
import static io.pullsecrets.index.Definitions.unestablishedProjects;
import static io.pullsecrets.index.Definitions.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.pullsecrets.configuration.InjectorConfiguration;
import io.pullsecrets.configuration.TestConfiguration;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The departments beside an in-memory Kubernetes API, which has no custom resources at first. */
class DepartmentInformerTest {
  private static final String LABEL = "runai/department-id";

  private final FaultyApi api = new FaultyApi();
  private final InjectorConfiguration configuration = TestConfiguration.of(Map.of());
  private final ClusterIndex index = new ClusterIndex(configuration);
  private final KubernetesClient client = api.client();
  private final Informers informers = new Informers(client, index, configuration);

  @BeforeEach
  void project() {
    api.admin()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName("runai-nlp")
                .addToLabels("runai/queue", "nlp")
                .endMetadata()
                .build())
        .create();
  }

  @AfterEach
  void stop() {
    informers.stop(new ShutdownEvent());
    client.close();
    api.close();
  }

  @Test
  void departments_belong_to_the_first_list() {
    define(projects(stored("v2")));
    define(queues(stored("v1")));
    put("v2", "runai", "nlp", "7");
    start();
    assertThat(department()).contains("7");
  }

  @Test
  void absent_resources_hold_up_nothing_nor_does_one_that_is_not_established() {
    define(unestablishedProjects(stored("v1")));
    put("v1", "runai", "nlp", "7");
    start();
    assertThat(department()).isEmpty();
    redefine(projects(stored("v1")));
    eventually(() -> assertThat(department()).contains("7"));
  }

  @Test
  void an_objects_department_is_followed_and_the_listener_told() {
    define(projects(stored("v1")));
    start();
    List<Optional<String>> told = new CopyOnWriteArrayList<>();
    index.onChange(namespace -> told.add(department()));

    put("v1", "runai", "nlp", "7");
    eventually(() -> assertThat(told).containsExactly(Optional.of("7")));
    put("v1", "runai", "nlp", "8");
    eventually(() -> assertThat(told).last().isEqualTo(Optional.of("8")));
    put("v1", "runai", "nlp", "");
    eventually(() -> assertThat(told).last().isEqualTo(Optional.empty()));
    put("v1", "runai", "nlp", "9");
    eventually(() -> assertThat(told).last().isEqualTo(Optional.of("9")));
    object("v1", "runai", "nlp", Map.of()).update();
    eventually(() -> assertThat(told).last().isEqualTo(Optional.empty()));
  }

  @Test
  void a_resource_that_appears_is_read_and_one_that_goes_is_forgotten() {
    start();
    for (String department : List.of("7", "8")) {
      define(projects(stored("v1")));
      put("v1", "runai", "nlp", department);
      eventually(() -> assertThat(department()).contains(department));
      // Its objects go with it in a cluster, but that it is gone must be enough.
      definition(projects(stored("v1"))).delete();
      eventually(() -> assertThat(department()).isEmpty());
    }
  }

  @Test
  void the_departments_stay_while_a_resource_changes_its_version() {
    define(projects(stored("v1")));
    put("v1", "runai", "nlp", "7");
    start();
    List<Optional<String>> told = new CopyOnWriteArrayList<>();
    index.onChange(namespace -> told.add(department()));

    // This API has other objects in each version, which shows which one is read.
    put("v2", "runai", "nlp", "8");
    redefine(projects(served("v1"), stored("v2")));
    eventually(() -> assertThat(department()).contains("8"));
    put("v3", "runai", "nlp", "9");
    redefine(projects(version("v1", false, false), served("v2"), stored("v3")));
    eventually(() -> assertThat(told).containsExactly(Optional.of("8"), Optional.of("9")));
  }

  @Test
  void a_resource_that_goes_before_it_could_be_listed_holds_up_nothing() {
    define(projects(stored("v1")));
    api.refuse("/apis/run.ai/");
    informers.start(new StartupEvent());
    eventually(() -> assertThat(api.refusals()).isGreaterThanOrEqualTo(3));
    assertThat(informers.haveListed()).isFalse();
    definition(projects(stored("v1"))).delete();
    eventually(() -> assertThat(informers.haveListed()).isTrue());
  }

  @Test
  void a_queue_counts_where_no_project_object_names_a_department() {
    define(projects(stored("v1")));
    define(queues(stored("v2")));
    put("v1", "runai", "other", "7");
    api.admin()
        .genericKubernetesResources(resource(queues(stored("v2"))).context())
        .resource(
            new GenericKubernetesResourceBuilder()
                .withApiVersion("scheduling.run.ai/v2")
                .withKind("Queue")
                .withNewMetadata()
                .withName("nlp")
                .addToLabels(LABEL, "8")
                .endMetadata()
                .build())
        .create();
    start();
    assertThat(department()).contains("8");

    put("v1", "elsewhere", "nlp", "9");
    eventually(() -> assertThat(department()).contains("9"));
    put("v1", "runai", "nlp", "10");
    eventually(() -> assertThat(department()).contains("10"));
    object("v1", "runai", "nlp", Map.of()).delete();
    object("v1", "elsewhere", "nlp", Map.of()).delete();
    eventually(() -> assertThat(department()).contains("8"));
  }

  @Test
  void departments_stay_known_while_the_api_server_is_away_and_are_made_good_after() {
    define(projects(stored("v1")));
    put("v1", "runai", "nlp", "7");
    start();
    api.stop();
    assertThat(department()).contains("7");
    api.restart();
    put("v1", "runai", "nlp", "8");
    eventually(() -> assertThat(department()).contains("8"));
  }

  private void start() {
    informers.start(new StartupEvent());
    eventually(() -> assertThat(informers.haveListed()).isTrue());
  }

  private Optional<String> department() {
    return index.snapshot("runai-nlp").orElseThrow().project().department();
  }

  private void define(GenericKubernetesResource definition) {
    definition(definition).create();
  }

  private void redefine(GenericKubernetesResource definition) {
    definition(definition).update();
  }

  private Resource<GenericKubernetesResource> definition(GenericKubernetesResource definition) {
    return api.admin().genericKubernetesResources(ServedResource.DEFINITIONS).resource(definition);
  }

  private void put(String version, String namespace, String name, String department) {
    Resource<GenericKubernetesResource> object =
        object(version, namespace, name, Map.of(LABEL, department));
    if (object.get() == null) {
      object.create();
    } else {
      object.update();
    }
  }

  private Resource<GenericKubernetesResource> object(
      String version, String namespace, String name, Map<String, String> labels) {
    return api.admin()
        .genericKubernetesResources(resource(projects(stored(version))).context())
        .resource(
            new GenericKubernetesResourceBuilder()
                .withApiVersion("run.ai/" + version)
                .withKind("Project")
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .build());
  }

  private static ServedResource resource(GenericKubernetesResource definition) {
    return ServedResource.of(definition).orElseThrow();
  }

  private static void eventually(org.awaitility.core.ThrowingRunnable assertion) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(assertion);
  }
}
