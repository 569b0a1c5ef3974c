package io.pullsecrets.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.pullsecrets.index.FaultyApi;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The promise: not one call fails while the certificate is renewed. Two replicas are called 200
 * times a second over HTTPS, by clients that keep connections open and by clients that open a new
 * one each time. They trust what the bundle holds at the moment, and check the server's name.
 */
class RenewalUnderLoadTest {
  private static final Duration BETWEEN_CALLS = Duration.ofMillis(5);

  /** The first certificate is made so long ago that its renewal is due today. */
  private static final Duration RENEWAL = Duration.ofDays(61);

  private final Clock realTime = Clock.systemUTC();
  private final MovableClock clock = new MovableClock(realTime.instant().minus(RENEWAL));
  private final FaultyApi api = new FaultyApi();
  private final TestCluster cluster = new TestCluster(api.admin());
  private final Vertx vertx = Vertx.vertx();
  private final List<Replica> replicas = new ArrayList<>();
  private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService callers = Executors.newFixedThreadPool(8);
  private final AtomicInteger calls = new AtomicInteger();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final Set<X509Certificate> shown = ConcurrentHashMap.newKeySet();

  @AfterEach
  void stop() throws InterruptedException {
    pace.shutdownNow();
    callers.shutdown();
    assertThat(callers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    replicas.forEach(Replica::close);
    vertx.close().toCompletionStage().toCompletableFuture().join();
    api.close();
  }

  @Test
  void no_call_fails_while_the_certificate_is_renewed() throws Exception {
    cluster.put(TestCluster.webhook("https://localhost/mutate", Map.of()));
    replicas.add(new Replica());
    replicas.add(new Replica());
    eventually(() -> assertThat(replicas).allMatch(Replica::isReady));
    OwnCertificate old = cluster.stored().current().orElseThrow();
    try (ApiServer apiServer = new ApiServer(api.client())) {
      eventually(() -> assertThat(apiServer.bundle).isNotEmpty());
      ScheduledFuture<?> unused =
          pace.scheduleAtFixedRate(
              () -> call(apiServer), 0, BETWEEN_CALLS.toMillis(), TimeUnit.MILLISECONDS);
      callsGoOn(200);

      clock.set(realTime.instant());
      replicas.forEach(Replica::look);
      eventually(() -> assertThat(apiServer.bundle).hasSize(2));
      callsGoOn(200);

      eventually(
          () -> {
            clock.forward(CertificatePlan.SETTLING);
            replicas.forEach(Replica::look);
            assertThat(replicas).allMatch(each -> !each.serves(old));
          });
      callsGoOn(400);

      clock.set(old.endsAt());
      replicas.forEach(Replica::look);
      callsGoOn(400);
    }
    pace.shutdownNow();
    callers.shutdown();
    assertThat(callers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    assertThat(failures).as("of %d calls", calls.get()).isEmpty();
    assertThat(shown).as("certificates that new connections saw").hasSize(2);
  }

  private void callsGoOn(int more) {
    int until = calls.get() + more;
    eventually(() -> assertThat(calls.get()).isGreaterThan(until));
  }

  private void call(ApiServer apiServer) {
    int number = calls.incrementAndGet();
    Replica replica = replicas.get(number % replicas.size());
    callers.execute(
        () -> {
          try {
            if (number % 4 < 2) {
              callOnOpenConnection(apiServer, replica);
            } else {
              callOnNewConnection(apiServer, replica);
            }
          } catch (IOException | RuntimeException e) {
            failures.add(number + ": " + e);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private static void callOnOpenConnection(ApiServer apiServer, Replica replica)
      throws IOException, InterruptedException {
    int status =
        apiServer
            .client
            .send(
                HttpRequest.newBuilder(URI.create("https://localhost:" + replica.port + "/mutate"))
                    .timeout(Duration.ofSeconds(5))
                    .build(),
                BodyHandlers.discarding())
            .statusCode();
    if (status != 200) {
      throw new IOException("answered with " + status);
    }
  }

  private void callOnNewConnection(ApiServer apiServer, Replica replica) throws IOException {
    SSLContext trust = TrustingClient.context(apiServer.bundle);
    try (SSLSocket socket =
        (SSLSocket) trust.getSocketFactory().createSocket("localhost", replica.port)) {
      socket.setSoTimeout(5000);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      shown.add((X509Certificate) socket.getSession().getPeerCertificates()[0]);
      socket
          .getOutputStream()
          .write(
              "GET /mutate HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      if (!answer.startsWith("HTTP/1.1 200")) {
        throw new IOException("answered " + answer.lines().findFirst());
      }
    }
  }

  private static void eventually(ThrowingRunnable assertion) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(assertion);
  }

  /** Like the API server, it has a new client for each new bundle, and none without. */
  private static final class ApiServer implements AutoCloseable {
    private final KubernetesClient kubernetes;
    private final SharedIndexInformer<MutatingWebhookConfiguration> informer;
    private volatile List<X509Certificate> bundle = List.of();
    private volatile HttpClient client = HttpClient.newHttpClient();

    ApiServer(KubernetesClient kubernetes) {
      this.kubernetes = kubernetes;
      informer =
          kubernetes
              .admissionRegistration()
              .v1()
              .mutatingWebhookConfigurations()
              .inform(
                  new ResourceEventHandler<>() {
                    @Override
                    public void onAdd(MutatingWebhookConfiguration added) {
                      take(added);
                    }

                    @Override
                    public void onUpdate(
                        MutatingWebhookConfiguration before, MutatingWebhookConfiguration now) {
                      take(now);
                    }

                    @Override
                    public void onDelete(
                        MutatingWebhookConfiguration deleted, boolean finalStateUnknown) {}
                  });
    }

    private void take(MutatingWebhookConfiguration webhook) {
      List<X509Certificate> found = WebhookBundles.read(webhook).entries().get(0).bundle();
      client =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .sslContext(TrustingClient.context(found))
              .build();
      bundle = found;
    }

    @Override
    public void close() {
      informer.stop();
      kubernetes.close();
    }
  }

  /** One replica: its certificates, and an HTTPS server with Quarkus' way of giving it one. */
  private final class Replica {
    private final KubernetesClient kubernetes = api.client();
    private final ServedCertificate served = new ServedCertificate();
    private final OwnCertificates certificates =
        new OwnCertificates(
            kubernetes,
            TestCluster.NAMESPACE,
            TestCluster.WEBHOOK,
            served,
            clock,
            Duration.ofMillis(50));
    private final int port;

    Replica() {
      HttpServer server =
          vertx
              .createHttpServer(
                  new HttpServerOptions()
                      .setHost("localhost")
                      .setPort(0)
                      .setSsl(true)
                      .setKeyCertOptions(KeyCertOptions.wrap(served)))
              .requestHandler(request -> request.response().end("{}"))
              .listen()
              .toCompletionStage()
              .toCompletableFuture()
              .join();
      port = server.actualPort();
      certificates.start();
    }

    boolean isReady() {
      return certificates.unready().isEmpty();
    }

    boolean serves(OwnCertificate certificate) {
      return Objects.equals(
          served.identity().map(ServerIdentity::certificate).orElse(null),
          certificate.identity().certificate());
    }

    void look() {
      certificates.lookSoon();
    }

    void close() {
      certificates.close();
      kubernetes.close();
    }
  }
}
