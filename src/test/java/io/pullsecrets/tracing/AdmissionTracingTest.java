package io.pullsecrets.tracing;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.pullsecrets.LogLines;
import io.pullsecrets.admission.OneDayCertificate;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.kubernetes.client.WithKubernetesTestServer;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.logging.Level;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole server with tracing switched on, beside a collector. */
@QuarkusTest
@WithTestResource(OneDayCertificate.class)
@WithTestResource(TestCollector.class)
@WithKubernetesTestServer
class AdmissionTracingTest {
  private static final Path REVIEW = Path.of("src/test/resources/reviews/kubectl-run.json");
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "b7ad6b7169203331";

  private static final PatternFormatter LINE = new PatternFormatter("%p %s");

  /** Far less than the ten seconds that the SDK waits for a collector. */
  private static final Duration SOON = Duration.ofSeconds(5);

  @TestHTTPResource(value = "/mutate", tls = true)
  URI mutate;

  @TestHTTPResource(value = "/health/ready", management = true)
  URI ready;

  @SuppressWarnings("NullAway.Init") // TestCollector sets it
  Collector collector;

  @BeforeEach
  void ready() throws IOException {
    collector.comeBack();
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> given().get(ready).then().statusCode(200));
  }

  @Test
  void a_call_is_a_span_below_its_callers() throws IOException {
    String uid = UUID.randomUUID().toString();
    post(uid, Map.of("traceparent", "00-" + TRACE + "-" + PARENT + "-01"));

    ReceivedSpan span = awaitSpan(uid);
    assertThat(span.traceId()).isEqualTo(TRACE);
    assertThat(span.parentId()).isEqualTo(PARENT);
    assertThat(span.name()).isEqualTo("admission");
    assertThat(span.kind()).isEqualTo(ReceivedSpan.SERVER);
    assertThat(span.nanoseconds()).isPositive().isLessThan(SOON.toNanos());
    assertThat(span.status()).isZero();
    assertThat(span.attributes())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "pull_secret_injector.uid", uid,
                "pull_secret_injector.namespace", "demo",
                "pull_secret_injector.outcome", "unchanged",
                "pull_secret_injector.reason", "not-a-project"));
    assertThat(span.resource()).containsEntry("service.name", "pull-secret-injector");
  }

  @Test
  void a_call_of_which_the_caller_keeps_no_trace_is_no_span() throws IOException {
    String unwanted = UUID.randomUUID().toString();
    String wanted = UUID.randomUUID().toString();
    post(unwanted, Map.of("traceparent", "00-" + TRACE + "-" + PARENT + "-00"));
    post(wanted, Map.of());

    assertThat(awaitSpan(wanted).parentId()).isEmpty();
    assertThat(collector.spans()).noneMatch(each -> each.attributes().containsValue(unwanted));
  }

  @Test
  void the_warm_up_is_no_span() throws IOException {
    String uid = UUID.randomUUID().toString();
    post(uid, Map.of());

    awaitSpan(uid);
    assertThat(collector.spans()).noneMatch(each -> each.attributes().containsValue("warm-up"));
  }

  @Test
  void what_a_caller_makes_up_is_bounded_and_on_one_line() throws IOException {
    String uid = "u\\n" + "x".repeat(10_000);
    post(uid, Map.of("traceparent", "no trace\tat all"));

    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(collector.spans())
                    .anySatisfy(
                        span ->
                            assertThat(span.attributes().get("pull_secret_injector.uid"))
                                .startsWith("u\\u000axxx")
                                .hasSizeLessThan(70)));
  }

  @Test
  void pods_are_answered_as_ever_while_the_collector_is_down_and_the_log_says_so_once()
      throws IOException {
    try (LogLines log = new LogLines("io", Level.INFO)) {
      collector.goDown();
      for (int i = 0; i < 50; i++) {
        long start = System.nanoTime();
        post(UUID.randomUUID().toString(), Map.of());
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
      }
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(about(log)).isNotEmpty());
      String uid = UUID.randomUUID().toString();
      collector.comeBack();
      post(uid, Map.of());
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(about(log)).hasSizeGreaterThan(1));
      assertThat(about(log))
          .satisfiesExactly(
              down -> assertThat(down).startsWith("WARN Traces can't be sent").hasLineCount(1),
              up -> assertThat(up).isEqualTo("INFO Traces are sent again"));
      awaitSpan(uid);
    }
  }

  /** Level and message of what is said about traces. */
  private static List<String> about(LogLines log) {
    return log.records().stream()
        .filter(
            each ->
                each.getLoggerName().startsWith("io.opentelemetry")
                    || each.getLoggerName().startsWith("io.pullsecrets.tracing"))
        .map(LINE::format)
        .toList();
  }

  private ReceivedSpan awaitSpan(String uid) {
    return await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                collector.spans().stream()
                    .filter(each -> each.attributes().containsValue(uid))
                    .toList(),
            found -> found.size() == 1)
        .get(0);
  }

  private ValidatableResponse post(String uid, Map<String, String> headers) throws IOException {
    String review = Files.readString(REVIEW).replace("8b257a2d-73f1-4c43-aef2-6fa50ef82c17", uid);
    return given()
        .relaxedHTTPSValidation()
        .headers(headers)
        .contentType("application/json")
        .body(review)
        .post(mutate)
        .then()
        .statusCode(200)
        .body("response.allowed", equalTo(true))
        .body("response.auditAnnotations.reason", equalTo("not-a-project"));
  }
}
