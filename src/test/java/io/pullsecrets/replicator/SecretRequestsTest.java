package io.pullsecrets.replicator;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.pullsecrets.replicator.SecretRequests.PatchOperation;
import io.pullsecrets.replicator.WriteOutcome.Overtaken;
import io.pullsecrets.replicator.WriteOutcome.Refused;
import io.pullsecrets.replicator.WriteOutcome.Unavailable;
import io.pullsecrets.replicator.WriteOutcome.Written;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers of an API server, written by hand, and what the writer makes of them. */
class SecretRequestsTest {
  private final List<String> received = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private KubernetesClient client;
  private SecretRequests requests;
  private int code = 200;
  private String body = "{}";
  private String retryAfter = "";

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    // as many tries of the client's own as it makes unless told otherwise
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("http://localhost:" + server.getAddress().getPort())
            .build();
    client = new KubernetesClientBuilder().withConfig(config).build();
    requests = new SecretRequests(client);
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    received.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + sent);
    if (!retryAfter.isEmpty()) {
      exchange.getResponseHeaders().add("Retry-After", retryAfter);
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Test
  void nothing_that_holds_a_secret_prints_its_content() {
    Secret secret =
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace("team")
            .withName("ngc")
            .endMetadata()
            .addToData("key", "aHVudGVyMg==")
            .build();
    assertThat(new SecretRequests.Answer.Found(secret)).hasToString("team/ngc");
    assertThat(new PatchOperation("add", "/data", secret.getData())).hasToString("add /data");
  }

  static Stream<Arguments> answers() {
    return Stream.of(
        Arguments.of("done", 201, "{}", "", new Written()),
        Arguments.of(
            "another writer was faster",
            409,
            status("Conflict", "the object has been modified", ""),
            "",
            new Overtaken("409 Conflict")),
        Arguments.of(
            "the namespace has gone",
            404,
            status("NotFound", "namespaces \\\"x\\\" not found", ""),
            "",
            new Overtaken("404 NotFound")),
        Arguments.of(
            "the namespace is terminating",
            403,
            status(
                "Forbidden",
                "unable to create new content in namespace x because it is being terminated",
                "\"details\":{\"causes\":[{\"reason\":\"NamespaceTerminating\"}]},"),
            "",
            new Overtaken("403 Forbidden")),
        Arguments.of(
            "the quota is used up",
            403,
            status("Forbidden", "exceeded quota: few, requested: secrets=1, used: secrets=2", ""),
            "",
            new Refused("403 Forbidden: exceeded quota")),
        Arguments.of(
            "a policy says no, and quotes what it must not",
            400,
            status("BadRequest", "admission webhook denied the request: hunter2", ""),
            "",
            new Refused("400 BadRequest")),
        Arguments.of(
            "throttled",
            429,
            "Too many requests, please try again later.",
            "7",
            new Unavailable("429", Duration.ofSeconds(7))),
        Arguments.of(
            "closed for maintenance, says a proxy",
            503,
            "",
            "86400",
            new Unavailable("503", Duration.ofMinutes(1))),
        Arguments.of(
            "throttled by a proxy that says when as a date",
            429,
            "",
            "Wed, 21 Oct 2026 07:28:00 GMT",
            new Unavailable("429", Duration.ZERO)),
        Arguments.of(
            "etcd is slow",
            504,
            status("Timeout", "request did not complete within the allotted timeout", ""),
            "",
            new Unavailable("504 Timeout", Duration.ZERO)));
  }

  private static String status(String reason, String message, String details) {
    return "{\"kind\":\"Status\",\"apiVersion\":\"v1\",%s\"reason\":\"%s\",\"message\":\"%s\"}"
        .formatted(details, reason, message);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  void an_answer_is_an_outcome_and_nothing_is_sent_twice(
      String why, int withCode, String withBody, String withRetryAfter, WriteOutcome expected) {
    code = withCode;
    body = withBody;
    retryAfter = withRetryAfter;
    assertThat(requests.delete("x", "ngc", "u-1", "7")).isEqualTo(expected);
    assertThat(received).hasSize(1);
  }

  static Stream<Arguments> conflicts() {
    return Stream.of(
        Arguments.of("AlreadyExists", new Overtaken("409 AlreadyExists")),
        // As resource quotas answer that others change all the while.
        Arguments.of("Conflict", new Refused("409 Conflict")));
  }

  @ParameterizedTest
  @MethodSource("conflicts")
  void a_creation_is_overtaken_only_by_a_secret_of_that_name(String reason, WriteOutcome expected) {
    code = 409;
    body = status(reason, "for the test", "");
    assertThat(requests.create(secret())).isEqualTo(expected);
  }

  private static Secret secret() {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace("x")
        .withName("n")
        .endMetadata()
        .build();
  }

  @Test
  void no_answer_is_an_outcome_too() {
    server.stop(0);
    assertThat(requests.delete("x", "ngc", "u-1", "7"))
        .isEqualTo(new Unavailable("no answer from the API server", Duration.ZERO));
  }

  @Test
  void each_write_names_what_it_is_meant_for_and_how_long_it_may_take() {
    requests.delete("x", "ngc", "u-1", "7");
    requests.patch("x", "ngc", List.of(new PatchOperation("add", "/data", "d")));
    requests.create(secret());
    assertThat(received)
        .satisfiesExactly(
            delete ->
                assertThat(delete)
                    .startsWith("DELETE /api/v1/namespaces/x/secrets/ngc?timeout=8s ")
                    .contains("\"preconditions\":{\"resourceVersion\":\"7\",\"uid\":\"u-1\"}"),
            patch ->
                assertThat(patch)
                    .isEqualTo(
                        "PATCH /api/v1/namespaces/x/secrets/ngc?timeout=8s"
                            + " [{\"op\":\"add\",\"path\":\"/data\",\"value\":\"d\"}]"),
            create ->
                assertThat(create).startsWith("POST /api/v1/namespaces/x/secrets?timeout=8s "));
  }
}
