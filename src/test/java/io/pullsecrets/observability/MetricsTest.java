package io.pullsecrets.observability;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.pullsecrets.GeneratedDocument;
import io.pullsecrets.admission.OneDayCertificate;
import io.pullsecrets.replication.Reason;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.kubernetes.client.KubernetesServer;
import io.quarkus.test.kubernetes.client.KubernetesTestServer;
import io.quarkus.test.kubernetes.client.WithKubernetesTestServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the whole server exports, beside an in-memory Kubernetes API. */
@QuarkusTest
@WithTestResource(OneDayCertificate.class)
@WithKubernetesTestServer
class MetricsTest {
  @KubernetesTestServer KubernetesServer cluster;

  @TestHTTPResource(value = "/q", management = true)
  URI management;

  private final List<HasMetadata> created = new ArrayList<>();

  @AfterEach
  void tidy() {
    created.forEach(each -> cluster.getClient().resource(each).delete());
  }

  @Test
  void the_reference_has_every_metric() {
    eventually(() -> assertThat(scrape().values()).isNotEmpty());
    new GeneratedDocument(Path.of("docs", "metrics.md")).shouldHold(scrape().table());
  }

  @Test
  void the_jvm_tells_of_itself_except_for_what_costs_more_than_it_tells() {
    assertThat(given().get(management.resolve("/q/metrics")).asString())
        .contains(
            "\njvm_memory_used_bytes{",
            "\njvm_buffer_memory_used_bytes{",
            "\njvm_gc_memory_allocated_bytes_total ",
            "\njvm_threads_live_threads ",
            "\njvm_classes_loaded_classes ",
            "\njvm_info",
            "\nprocess_uptime_seconds ")
        .doesNotContain("jvm_gc_overhead", "netty_");
  }

  @Test
  void each_reason_of_a_write_and_of_an_event_has_its_series_from_the_start() {
    Exposition scrape = scrape();
    assertThat(Arrays.stream(Reason.values()).map(Reason::code))
        .allSatisfy(
            code ->
                assertThat(
                        scrape.value(
                            "copy_writes_total{action=\"delete\",outcome=\"written\",reason=\""
                                + code
                                + "\"}"))
                    .isNotNegative());
    assertThat(Arrays.stream(EventReason.values()).map(EventReason::word))
        .allSatisfy(
            word ->
                assertThat(scrape.value("events_total{reason=\"" + word + "\"}")).isNotNegative());
  }

  @Test
  void the_leader_tells_how_many_copies_there_are_and_what_is_wrong() {
    create(
        new NamespaceBuilder()
            .withNewMetadata()
            .withName("metrics-a")
            .addToLabels("runai/queue", "metrics-a")
            .endMetadata()
            .build());
    eventually(() -> assertThat(scrape().value("leader")).isEqualTo(1));
    Exposition before = scrape();
    source("metrics-good", "{\"auths\":{\"nvcr.io\":{\"auth\":\"dTpw\"}}}");
    source("metrics-bad", "{\"auths\":{}}");
    eventually(
        () -> {
          Exposition now = scrape();
          assertThat(now.value("problems{reason=\"Unusable\"}")).isGreaterThanOrEqualTo(1);
          assertThat(now.value("copies_desired")).isGreaterThan(before.value("copies_desired"));
          assertThat(now.value("copies_present")).isEqualTo(now.value("copies_desired"));
          assertThat(now.value("copies_failing")).isZero();
          assertThat(now.value("propagation_seconds_count"))
              .isGreaterThan(before.value("propagation_seconds_count"));
          String written =
              "copy_writes_total{action=\"create\",outcome=\"written\",reason=\"copy-missing\"}";
          assertThat(now.value(written)).isGreaterThan(before.value(written));
          assertThat(now.value("events_total{reason=\"Copied\"}")).isPositive();
        });
  }

  @Test
  void index_watches_and_certificate_show() {
    eventually(
        () -> {
          Exposition now = scrape();
          assertThat(now.value("index_secrets{kind=\"copy\"}")).isNotNegative();
          assertThat(now.value("watch_silence_seconds{what=\"namespaces\"}")).isZero();
          assertThat(now.value("certificate_remaining_seconds"))
              .isBetween(0.0, (double) Duration.ofDays(2).toSeconds());
        });
  }

  private Exposition scrape() {
    return Exposition.parse(given().get(management.resolve("/q/metrics")).asString());
  }

  private void source(String name, String content) {
    create(
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace("runai")
            .withName(name)
            .addToLabels("runai/cluster-wide", "true")
            .endMetadata()
            .withType("kubernetes.io/dockerconfigjson")
            .addToData(
                ".dockerconfigjson",
                Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8)))
            .build());
  }

  private void create(HasMetadata object) {
    created.add(cluster.getClient().resource(object).create());
  }

  private static void eventually(ThrowingRunnable assertion) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(assertion);
  }
}
