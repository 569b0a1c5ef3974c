package io.pullsecrets.certificates;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.kubernetes.client.KubernetesServer;
import io.quarkus.test.kubernetes.client.KubernetesTestServer;
import io.quarkus.test.kubernetes.client.WithKubernetesTestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.Test;

/** The whole server, with a certificate of its own, beside an in-memory Kubernetes API. */
@QuarkusTest
@WithKubernetesTestServer
class OwnCertificateWebhookTest {
  private static final Path REVIEW = Path.of("src/test/resources/reviews/kubectl-run.json");

  @KubernetesTestServer KubernetesServer cluster;

  @TestHTTPResource(value = "/mutate", tls = true)
  URI mutate;

  @TestHTTPResource(value = "/q", management = true)
  URI management;

  @Test
  void ready_only_when_a_client_that_has_the_bundle_can_call() throws Exception {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                given()
                    .get(management.resolve("/q/health/ready"))
                    .then()
                    .statusCode(503)
                    .body(Matchers.containsString("there is no MutatingWebhookConfiguration")));

    TestCluster admin = new TestCluster(cluster.getClient());
    admin.put(TestCluster.webhook(mutate.toString(), Map.of()));
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> given().get(management.resolve("/q/health/ready")).then().statusCode(200));
    assertThat(call(admin)).isEqualTo(200);
  }

  private int call(TestCluster admin) throws IOException, InterruptedException {
    return HttpClient.newBuilder()
        .sslContext(TrustingClient.context(admin.bundle()))
        .build()
        .send(
            HttpRequest.newBuilder(mutate)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofFile(REVIEW))
                .build(),
            BodyHandlers.discarding())
        .statusCode();
  }
}
