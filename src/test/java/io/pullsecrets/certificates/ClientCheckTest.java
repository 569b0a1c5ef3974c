package io.pullsecrets.certificates;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pullsecrets.ClientIdentity;
import io.pullsecrets.admission.OneDayCertificate;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.kubernetes.client.WithKubernetesTestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole server, which wants to see its clients' certificates. */
@QuarkusTest
@WithTestResource(OneDayCertificate.class)
@WithTestResource(ClientCheckTest.Authority.class)
@WithKubernetesTestServer
class ClientCheckTest {
  private static final Path REVIEW = Path.of("src/test/resources/reviews/kubectl-run.json");
  private static final Path FILE = Path.of("target", "client-check-test.crt").toAbsolutePath();
  private static final ClientIdentity API_SERVER = ClientIdentity.make("kube-apiserver");

  @TestHTTPResource(value = "/mutate", tls = true)
  URI mutate;

  @TestHTTPResource(value = "/q", management = true)
  URI management;

  /** The file with the CA. */
  public static final class Authority implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
      // Loaded once more than the test, and so has a CA of its own, until the test writes the file.
      write(ClientIdentity.make("first").authorityPem());
      return Map.of(
          "pull-secret-injector.client.ca",
          FILE.toString(),
          "pull-secret-injector.client.names",
          "another,kube-apiserver");
    }

    @Override
    public void stop() {
      try {
        Files.deleteIfExists(FILE);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @BeforeEach
  void ready() {
    write(API_SERVER.authorityPem());
    // It has warmed up, through its own port.
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> given().get(management.resolve("/q/health/ready")).then().statusCode(200));
  }

  @Test
  void the_api_server_is_answered() throws Exception {
    assertThat(answer(API_SERVER.context())).startsWith("HTTP/1.1 200");
  }

  @Test
  void whoever_shows_no_certificate_gets_no_answer() {
    assertNoAnswer(ClientIdentity.nobody());
  }

  @Test
  void a_client_of_another_ca_gets_no_answer() {
    assertNoAnswer(ClientIdentity.make("kube-apiserver").context());
  }

  @Test
  void a_client_of_the_same_ca_with_another_name_gets_no_answer() {
    assertNoAnswer(API_SERVER.sibling("system:node:node-1").context());
  }

  @Test
  void a_server_of_the_same_ca_gets_no_answer() {
    assertNoAnswer(API_SERVER.serversSibling("kube-apiserver").context());
  }

  @Test
  void a_new_ca_counts_from_the_next_connection_on_and_what_is_no_ca_changes_nothing()
      throws Exception {
    ClientIdentity next = ClientIdentity.make("kube-apiserver");
    assertNoAnswer(next.context());
    write(API_SERVER.authorityPem() + next.authorityPem());
    assertThat(answer(next.context())).startsWith("HTTP/1.1 200");
    assertThat(answer(API_SERVER.context())).startsWith("HTTP/1.1 200");
    write("nothing");
    assertThat(answer(next.context())).startsWith("HTTP/1.1 200");
    write(next.authorityPem());
    assertNoAnswer(API_SERVER.context());
  }

  /** A session that is resumed shows no certificate, so none may be. */
  @Test
  void a_ca_that_was_removed_counts_no_longer_for_a_client_that_comes_back() throws Exception {
    SSLContext client = API_SERVER.context();
    assertThat(answer(client)).startsWith("HTTP/1.1 200");
    assertThat(answer(client)).startsWith("HTTP/1.1 200");
    write(ClientIdentity.make("kube-apiserver").authorityPem());
    assertNoAnswer(client);
  }

  private void assertNoAnswer(SSLContext client) {
    assertThatThrownBy(() -> answer(client)).isInstanceOf(IOException.class);
  }

  private String answer(SSLContext client) throws IOException {
    byte[] body = Files.readAllBytes(REVIEW);
    try (Socket socket =
        client.getSocketFactory().createSocket(mutate.getHost(), mutate.getPort())) {
      socket.setSoTimeout(10_000);
      String head =
          "POST /mutate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
              + "Connection: close\r\nContent-Length: %d\r\n\r\n".formatted(body.length);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(body);
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void write(String text) {
    try {
      Files.writeString(FILE, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
