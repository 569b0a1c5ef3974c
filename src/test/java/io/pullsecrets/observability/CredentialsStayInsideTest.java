package io.pullsecrets.observability;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.pullsecrets.HttpsCall;
import io.pullsecrets.LogLines;
import io.pullsecrets.MarkedSecrets;
import io.pullsecrets.Marker;
import io.pullsecrets.admission.OneDayCertificate;
import io.quarkus.logging.json.runtime.JsonFormatter;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.kubernetes.client.KubernetesServer;
import io.quarkus.test.kubernetes.client.KubernetesTestServer;
import io.quarkus.test.kubernetes.client.WithKubernetesTestServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Made-up passwords go through everything that the server does, and then whatever it has said to
 * anybody is searched for them.
 */
@QuarkusTest
@WithTestResource(OneDayCertificate.class)
@WithKubernetesTestServer
class CredentialsStayInsideTest {
  private static final Marker FIRST = new Marker("first");
  private static final Marker ROTATED = new Marker("rotated");

  /** Every Secret that is cluster-wide is declared too; they differ in their reach. */
  private static final Map<String, String> CLUSTER_WIDE = Map.of("runai/cluster-wide", "true");

  private static final Map<String, String> DECLARED = Map.of("run.ai/resource", "docker-registry");

  @KubernetesTestServer KubernetesServer cluster;

  @TestHTTPResource(value = "/mutate", tls = true)
  URI mutate;

  @TestHTTPResource(value = "/q", management = true)
  URI management;

  private final List<String> said = new ArrayList<>();
  private HttpsCall webhook;

  @BeforeEach
  void connect() {
    webhook = new HttpsCall(mutate);
  }

  @Test
  void nothing_that_is_said_to_anybody_has_a_credential_in_it() {
    try (LogLines log = new LogLines("io", Level.FINE)) {
      namespace("leak-a", Map.of("runai/queue", "leak-a"));
      namespace("leak-b", Map.of("runai/queue", "leak-b"));
      namespace("leak-none", Map.of());
      // Somebody else's, in the way of a copy; and a label where it has no effect.
      put("leak-a", "password", foreign(), Map.of());
      putAll(FIRST, "leak-b", "own-", DECLARED);
      put("leak-none", "label", foreign(), CLUSTER_WIDE);
      putAll(FIRST, "runai", "", CLUSTER_WIDE);
      awaitCopyWith(FIRST);
      askForPods();
      putAll(ROTATED, "runai", "", CLUSTER_WIDE);
      awaitCopyWith(ROTATED);
      askForPods();
      askForNonsense();
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () ->
                  assertThat(events())
                      .contains("Copied", "Repaired", "Unusable", "Flawed", "NameTaken"));
      KubernetesClient admin = cluster.getClient();
      admin.secrets().inNamespace("runai").withName("username").delete();
      namespace("leak-a", Map.of());
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> admin.secrets().inNamespace("leak-a").withName("flat").get() == null);

      for (String path :
          List.of(
              "/q/health",
              "/q/health/ready",
              "/q/metrics",
              "/status",
              "/status/secrets",
              "/status/projects",
              "/status/project?namespace=leak-b",
              "/status/decisions",
              "/status/explain?project=leak-b&image=a.example/x")) {
        said.add(given().get(management.resolve(path)).then().statusCode(200).extract().asString());
      }
      assertThat(given().get(management.resolve("/q/metrics")).asString())
          .as("numbers, without names of namespaces and Secrets")
          .contains("pull_secret_injector_")
          .doesNotContain("leak-", "own-username");
      said.addAll(events());
      admin.secrets().inAnyNamespace().list().getItems().forEach(this::addMetadata);
      admin.namespaces().list().getItems().forEach(this::addMetadata);
      admin.leases().inAnyNamespace().list().getItems().forEach(this::addMetadata);
      JsonFormatter json = new JsonFormatter();
      log.records().stream()
          .filter(record -> !isOfTheTest(record.getLoggerName()))
          .forEach(record -> said.add(json.format(record)));
      assertThat(said).hasSizeGreaterThan(100);
    }
    for (String text : said) {
      assertThat(FIRST.formsIn(text)).as(() -> where(text)).isEmpty();
      assertThat(ROTATED.formsIn(text)).as(() -> where(text)).isEmpty();
    }
  }

  /** The API server, which is the test's own, tells of what it is sent. */
  private static boolean isOfTheTest(String logger) {
    return logger.startsWith("io.fabric8.mockwebserver")
        || logger.startsWith("io.fabric8.kubernetes.client.server.mock");
  }

  private static String where(String text) {
    return text.length() > 200 ? text.substring(0, 200) : text;
  }

  private static String foreign() {
    return "{\"auths\":{\"a.example\":{\"username\":\"u\",\"password\":\"%s\"}}}"
        .formatted(FIRST.text() + "other");
  }

  private List<String> events() {
    List<String> all = new ArrayList<>();
    cluster
        .getClient()
        .events()
        .v1()
        .events()
        .inAnyNamespace()
        .list()
        .getItems()
        .forEach(
            event -> {
              all.add(event.getReason());
              all.add(Serialization.asJson(event));
            });
    return all;
  }

  private void addMetadata(HasMetadata object) {
    object.getMetadata().setManagedFields(null);
    said.add(Serialization.asJson(object.getMetadata()));
  }

  private void putAll(Marker marker, String namespace, String prefix, Map<String, String> labels) {
    MarkedSecrets.contents(marker)
        .forEach((name, content) -> put(namespace, prefix + name, content, labels));
  }

  private void put(String namespace, String name, String content, Map<String, String> labels) {
    Secret secret =
        new SecretBuilder()
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
    cluster.getClient().resource(secret).createOr(NonDeletingOperation::update);
  }

  private void namespace(String name, Map<String, String> labels) {
    cluster
        .getClient()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .build())
        .createOr(NonDeletingOperation::update);
  }

  /** The search finds something where there is something to find. */
  private void awaitCopyWith(Marker marker) {
    for (String name : List.of("username", "flat")) {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                Secret copy =
                    cluster.getClient().secrets().inNamespace("leak-a").withName(name).get();
                return copy != null && !marker.formsIn(Serialization.asJson(copy)).isEmpty();
              });
    }
  }

  /** Pods that use, list, or have images for, every Secret. */
  private void askForPods() {
    for (String namespace : List.of("leak-a", "leak-b")) {
      for (String name : MarkedSecrets.contents(FIRST).keySet()) {
        for (String listed : List.of("", name, "own-" + name)) {
          said.add(
              post(
                  """
                  {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u",
                  "resource":{"resource":"pods"},"namespace":"%s","operation":"CREATE","object":{
                  "spec":{"containers":[%s],"imagePullSecrets":[{"name":"%s"}]}}}}
                  """
                      .formatted(namespace, containers(), listed)));
        }
      }
    }
  }

  private static String containers() {
    List<String> containers = new ArrayList<>();
    for (char host = 'a'; host <= 'q'; host++) {
      containers.add("{\"image\":\"" + host + ".example/x\"}");
    }
    return String.join(",", containers);
  }

  /** Bodies that hold a password and can't be read. */
  private void askForNonsense() {
    String word = FIRST.text();
    for (String body :
        List.of(
            word,
            "{\"" + word,
            "{\"kind\":\"" + word + "\"}",
            "[\"" + word + "\"]",
            "{\"kind\":" + word + "}",
            "{\"kind\":\"AdmissionReview\",\"apiVersion\":\"" + word + "\"}",
            "{} " + word)) {
      said.add(post(body));
    }
  }

  private String post(String body) {
    return webhook.post(body.getBytes(StandardCharsets.UTF_8)).body();
  }
}
