package io.pullsecrets.admission;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.pullsecrets.LogLines;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.kubernetes.client.KubernetesServer;
import io.quarkus.test.kubernetes.client.KubernetesTestServer;
import io.quarkus.test.kubernetes.client.WithKubernetesTestServer;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody can do to the others who reaches the webhook's port or the management port. */
@QuarkusTest
@TestProfile(HostileRequestsTest.ShortTime.class)
@WithTestResource(OneDayCertificate.class)
@WithKubernetesTestServer
class HostileRequestsTest {
  private static final int THREADS = 4;

  /** More than there are threads. */
  private static final int MANY = 5 * THREADS;

  private static final int LARGE = 200_000;
  private static final Path REVIEW = Path.of("src/test/resources/reviews/kubectl-run.json");

  @TestHTTPResource(value = "/mutate", tls = true)
  URI mutate;

  @TestHTTPResource(value = "/q", management = true)
  URI management;

  @KubernetesTestServer KubernetesServer cluster;

  @Inject RequestLimit limit;

  private final List<Socket> open = new ArrayList<>();

  /** Bodies are cut off soon, and threads are few, so that little is needed to use them up. */
  public static final class ShortTime implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "pull-secret-injector.max-request-time",
          "3S",
          "quarkus.thread-pool.max-threads",
          Integer.toString(THREADS));
    }
  }

  @BeforeEach
  void ready() {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> given().get(management.resolve("/q/health/ready")).then().statusCode(200));
  }

  @AfterEach
  void close() throws IOException {
    for (Socket each : open) {
      each.close();
    }
  }

  @Test
  void large_bodies_that_come_byte_by_byte_hold_up_nobody_and_are_cut_off() throws Exception {
    List<Socket> slow = new ArrayList<>();
    Socket silent = begin(LARGE, "");
    for (int i = 0; i < MANY; i++) {
      Socket socket = begin(LARGE, "");
      write(socket, "{" + " ".repeat(20_000));
      slow.add(socket);
    }
    assertThat(call(padded(LARGE))).startsWith("HTTP/1.1 200");
    await().until(() -> limit.bytesUnderWay() == (MANY + 1L) * LARGE);
    assertThat(answer(silent)).startsWith("HTTP/1.1 408").contains("max-request-time");
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              slow.removeIf(HostileRequestsTest::hasEnded);
              return slow.isEmpty();
            });
    assertThat(limit.bytesUnderWay()).isZero();
  }

  @Test
  void heads_that_never_end_hold_up_nobody() throws Exception {
    for (int i = 0; i < MANY; i++) {
      write(connect(), "POST /mutate HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
    }
    assertThat(call(padded(LARGE))).startsWith("HTTP/1.1 200");
  }

  @Test
  void bodies_that_would_fill_the_memory_together_are_refused_and_ordinary_ones_are_not()
      throws Exception {
    int largest = 8 << 20;
    long room = Runtime.getRuntime().maxMemory() / 8 / largest;
    for (int i = 0; i < room; i++) {
      begin(largest, "");
    }
    await().until(() -> limit.bytesUnderWay() == room * largest);
    assertThat(answer(begin(largest, "")))
        .startsWith("HTTP/1.1 503")
        .endsWith("too many large bodies are being received\n");
    assertThat(call(Files.readAllBytes(REVIEW))).startsWith("HTTP/1.1 200");
  }

  @Test
  void a_caller_who_leaves_gives_the_memory_back() throws Exception {
    Socket leaving = begin(LARGE, "");
    await().until(() -> limit.bytesUnderWay() == LARGE);
    leaving.close();
    await().until(() -> limit.bytesUnderWay() == 0);
    assertThat(call(padded(LARGE))).startsWith("HTTP/1.1 200");
    await().until(() -> limit.bytesUnderWay() == 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "-5", "+5", "5, 6", "0x10", "99999999999999999999"})
  void a_length_that_is_none_is_refused(String length) throws Exception {
    Socket socket = connect();
    write(socket, head(length, ""));
    assertThat(firstLine(socket)).startsWith("HTTP/1.1 400");
  }

  @Test
  void a_request_with_two_ideas_of_its_length_is_refused() throws Exception {
    // Otherwise the rest of one caller's body could be taken for another caller's request.
    assertThat(firstLine(begin(5, "Transfer-Encoding: chunked\r\n"))).startsWith("HTTP/1.1 400");
  }

  @Test
  void a_head_that_is_too_large_is_refused() throws Exception {
    Socket socket = connect();
    write(socket, "POST /mutate HTTP/1.1\r\nX: " + "x".repeat(21 << 10) + "\r\n");
    assertThat(firstLine(socket)).startsWith("HTTP/1.1 431");
  }

  @Test
  void a_compressed_body_is_never_unpacked() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(Files.readAllBytes(REVIEW));
    }
    Socket socket = begin(packed.size(), "Content-Encoding: gzip\r\nConnection: close\r\n");
    socket.getOutputStream().write(packed.toByteArray());
    assertThat(answer(socket)).startsWith("HTTP/1.1 400");
  }

  @Test
  void a_field_that_stands_there_twice_confuses_nobody() throws Exception {
    String review = Files.readString(REVIEW);
    String twice =
        review.replaceFirst("\"request\"\\s*:", "\"request\":{\"uid\":\"other\"},\"request\":");
    assertThat(twice).isNotEqualTo(review);
    JsonNode answer = json(call(twice.getBytes(StandardCharsets.UTF_8)));
    assertThat(answer.at("/response/allowed").asBoolean()).isTrue();
    assertThat(answer.at("/response/uid").asText())
        .isEqualTo(new ObjectMapper().readTree(review).at("/request/uid").asText());
  }

  @Test
  void what_a_caller_puts_into_names_cannot_end_a_line_of_the_log() throws Exception {
    String forged =
        """
        {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{
        "uid":"u\\n2026-01-01 ERROR forged \\u001b[31m<b>","resource":{"resource":"pods"},
        "namespace":"n\\r\\n\\u2028forged\\u202e","operation":"CREATE","object":{"spec":{}}}}
        """;
    try (LogLines log = new LogLines(Admission.class.getName(), Level.FINE)) {
      JsonNode answer = json(call(forged.getBytes(StandardCharsets.UTF_8)));
      assertThat(answer.at("/response/uid").asText()).startsWith("u\n2026");
      assertThat(log.lines())
          .singleElement()
          .asString()
          .doesNotContain("\n", "\r", "\u001b", "\u2028", "\u202e", "<b>")
          .startsWith("DEBUG uid=u\\u000a2026-01-01 ERROR forged");
    }
  }

  @Test
  void an_answer_is_the_same_whether_a_secret_elsewhere_is_there_or_not() throws Exception {
    put("guesser", Map.of("runai/queue", "guesser"));
    put("other", Map.of("runai/queue", "other"));
    for (String namespace : List.of("runai", "other")) {
      cluster
          .getClient()
          .resource(
              new SecretBuilder()
                  .withNewMetadata()
                  .withNamespace(namespace)
                  .withName("hidden")
                  .endMetadata()
                  .withType("kubernetes.io/dockercfg")
                  .addToData(".dockercfg", "e30=")
                  .build())
          .create();
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> guess("hidden").contains("\"no-candidates\""));
    assertThat(guess("hidden").replace("hidden", "absent")).isEqualTo(guess("absent"));
  }

  private void put(String namespace, Map<String, String> labels) {
    cluster
        .getClient()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(namespace)
                .withLabels(labels)
                .endMetadata()
                .build())
        .create();
  }

  /** The answer to a pod of the project "guesser" that lists this Secret. */
  private String guess(String secret) throws Exception {
    String answer =
        call(
            """
            {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u",
            "resource":{"resource":"pods"},"namespace":"guesser","operation":"CREATE","object":{
            "spec":{"containers":[{"image":"a"}],"imagePullSecrets":[{"name":"%s"}]}}}}
            """
                .formatted(secret)
                .getBytes(StandardCharsets.UTF_8));
    return answer.substring(answer.indexOf("\r\n\r\n"));
  }

  @Test
  void the_management_port_has_no_other_paths_than_those_of_the_reference() {
    for (String path :
        List.of("/mutate", "/q/", "/q/dev-ui", "/q/arc", "/q/info", "/q/openapi", "/secrets")) {
      assertThat(given().get(management.resolve(path)).statusCode()).as(path).isEqualTo(404);
    }
  }

  private static byte[] padded(int length) throws IOException {
    byte[] review = Files.readAllBytes(REVIEW);
    byte[] padded = Arrays.copyOf(review, length);
    Arrays.fill(padded, review.length, length, (byte) ' ');
    return padded;
  }

  /** The whole answer to a call that is sent at once. */
  private String call(byte[] body) throws IOException, GeneralSecurityException {
    Socket socket = begin(body.length, "Connection: close\r\n");
    socket.getOutputStream().write(body);
    return answer(socket);
  }

  private static JsonNode json(String answer) throws IOException {
    return new ObjectMapper().readTree(answer.substring(answer.indexOf("\r\n\r\n")));
  }

  /** Sends a head, without the body. */
  private Socket begin(int length, String headers) throws IOException, GeneralSecurityException {
    Socket socket = connect();
    write(socket, head(Integer.toString(length), headers));
    return socket;
  }

  private static String head(String length, String headers) {
    return "POST /mutate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + headers
        + "Content-Length: "
        + length
        + "\r\n\r\n";
  }

  private Socket connect() throws IOException, GeneralSecurityException {
    SSLContext trusting = SSLContext.getInstance("TLS");
    trusting.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
    Socket socket = trusting.getSocketFactory().createSocket(mutate.getHost(), mutate.getPort());
    socket.setSoTimeout(10_000);
    open.add(socket);
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String answer(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static String firstLine(Socket socket) throws IOException {
    return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
  }

  /** Sends one more byte of the body; true once the server has closed the connection. */
  private static boolean hasEnded(Socket socket) {
    try {
      write(socket, " ");
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}
