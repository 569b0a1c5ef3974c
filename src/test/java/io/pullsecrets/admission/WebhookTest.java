package io.pullsecrets.admission;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.concurrent.EventExecutor;
import io.pullsecrets.HttpsCall;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.kubernetes.client.KubernetesServer;
import io.quarkus.test.kubernetes.client.KubernetesTestServer;
import io.quarkus.test.kubernetes.client.WithKubernetesTestServer;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole server over HTTPS, beside an in-memory Kubernetes API. */
@QuarkusTest
@WithTestResource(OneDayCertificate.class)
@WithKubernetesTestServer
class WebhookTest {
  private static final Path REVIEW = Path.of("src/test/resources/reviews/kubectl-run.json");

  @KubernetesTestServer KubernetesServer cluster;

  @TestHTTPResource(value = "/mutate", tls = true)
  URI mutate;

  @TestHTTPResource(value = "/q", management = true)
  URI management;

  @Inject KubernetesClient client;
  @Inject Vertx vertx;

  @ConfigProperty(name = "quarkus.http.limits.max-body-size")
  String maxBodySize;

  @BeforeEach
  void ready() {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> given().get(management.resolve("/q/health/ready")).then().statusCode(200));
  }

  @Test
  void a_labelled_secret_reaches_the_next_pod_of_a_project() throws IOException {
    byte[] review = Files.readAllBytes(REVIEW);
    post(review).statusCode(200).body("response.auditAnnotations.reason", equalTo("not-a-project"));

    cluster
        .getClient()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName("demo")
                .addToLabels("runai/queue", "demo")
                .endMetadata()
                .build())
        .create();
    cluster
        .getClient()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace("runai")
                .withName("example")
                .addToLabels("runai/cluster-wide", "true")
                .endMetadata()
                .withType("kubernetes.io/dockerconfigjson")
                .addToData(
                    ".dockerconfigjson",
                    base64("{\"auths\":{\"registry.example.com\":{\"auth\":\"dTpw\"}}}"))
                .build())
        .create();

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                post(review)
                    .statusCode(200)
                    .body("response.allowed", equalTo(true))
                    .body("response.auditAnnotations.reason", equalTo("injected"))
                    .body(
                        "response.auditAnnotations.injected",
                        equalTo("example=registry.example.com"))
                    .body("response.patchType", equalTo("JSONPatch")));
    given()
        .get(management.resolve("/q/metrics"))
        .then()
        .body(
            containsString(
                "pull_secret_injector_admission_answers_total{outcome=\"injected\",reason=\"injected\"} 1.0"));
  }

  @Test
  void what_is_no_review_gets_a_4xx_and_one_line() {
    for (String body : new String[] {"", "{", "[]", "{\"kind\":\"Pod\"}"}) {
      String answer =
          post(body.getBytes(StandardCharsets.UTF_8)).statusCode(400).extract().asString();
      assertThat(answer.strip()).isNotEmpty().hasLineCount(1).doesNotContain("Exception");
    }
  }

  @Test
  void another_method_type_or_path_gets_the_status_that_fits_and_one_line() {
    oneLine(client().get(mutate).then().statusCode(405));
    oneLine(client().contentType("text/plain").body("x").post(mutate).then().statusCode(415));
    oneLine(client().get(mutate.resolve("/other")).then().statusCode(404));
  }

  @Test
  void a_body_over_the_limit_is_refused_before_it_is_read() throws Exception {
    assertThat(maxBodySize).isEqualTo("8M");
    assertThat(answerToHead("Content-Length: " + ((8 << 20) + 1)))
        .startsWith("HTTP/1.1 413")
        .contains("more than 8388608 bytes");
  }

  @Test
  void a_body_of_unknown_length_is_refused() throws Exception {
    assertThat(answerToHead("Transfer-Encoding: chunked")).startsWith("HTTP/1.1 411");
  }

  @Test
  void the_largest_body_allowed_is_read() throws IOException {
    String review = Files.readString(REVIEW);
    String padded = review + " ".repeat((8 << 20) - review.length());
    assertThat(new HttpsCall(mutate).post(padded.getBytes(StandardCharsets.UTF_8)).statusCode())
        .isEqualTo(200);
  }

  @Test
  @SuppressWarnings("deprecation") // No other method gives all event loops.
  void the_kubernetes_client_and_the_https_server_share_no_event_loop() throws Exception {
    // Otherwise an admission would wait while the client parses a page of a large list.
    CountDownLatch end = new CountDownLatch(1);
    try {
      for (EventExecutor loop : vertx.nettyEventLoopGroup()) {
        loop.execute(() -> waitFor(end));
      }
      CompletableFuture<?> list =
          CompletableFuture.supplyAsync(() -> client.namespaces().list().getItems());
      assertThat(list).succeedsWithin(Duration.ofSeconds(8));
    } finally {
      end.countDown();
    }
  }

  @Test
  void plain_http_is_not_served_on_the_webhooks_port() {
    URI plain = URI.create("http://" + mutate.getHost() + ":" + mutate.getPort() + "/mutate");
    assertThatException().isThrownBy(() -> given().get(plain)).isInstanceOf(IOException.class);
  }

  /** What the server says to a request of which it has seen nothing but the head. */
  private String answerToHead(String header) throws Exception {
    SSLContext trusting = SSLContext.getInstance("TLS");
    trusting.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
    try (Socket socket =
        trusting.getSocketFactory().createSocket(mutate.getHost(), mutate.getPort())) {
      socket.setSoTimeout(10_000);
      String head =
          "POST /mutate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
              + header
              + "\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private ValidatableResponse post(byte[] body) {
    return client().contentType("application/json").body(body).post(mutate).then();
  }

  private static void oneLine(ValidatableResponse response) {
    assertThat(response.extract().asString().strip())
        .isEqualTo("this server answers POST /mutate with Content-Type: application/json");
  }

  private static RequestSpecification client() {
    return given().relaxedHTTPSValidation();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * An API server that has closed its connections needn't pay for a whole handshake again: one that
   * is resumed (RFC 8446, 2.2) shows no certificate.
   */
  @Test
  void a_client_that_comes_back_resumes_its_tls_session()
      throws IOException, GeneralSecurityException {
    CountingTrust trust = new CountingTrust();
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(null, new TrustManager[] {trust}, null);
    for (int i = 0; i < 3; i++) {
      try (Socket socket =
          context.getSocketFactory().createSocket(mutate.getHost(), mutate.getPort())) {
        socket.setSoTimeout(10_000);
        socket
            .getOutputStream()
            .write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        // What resumes a session comes after the handshake.
        assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
      }
    }
    assertThat(trust.certificates).hasValue(1);
  }

  /** Trusts everybody and counts the certificates that it was shown. */
  private static final class CountingTrust extends X509ExtendedTrustManager {
    private final AtomicInteger certificates = new AtomicInteger();

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
      certificates.incrementAndGet();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      throw new AssertionError();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      throw new AssertionError();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
      throw new AssertionError();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      throw new AssertionError();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
      throw new AssertionError();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
