package io.pullsecrets.admission;

import io.pullsecrets.index.ProjectSnapshot;
import io.pullsecrets.injection.Candidates;
import io.pullsecrets.journal.RecentDecisions;
import io.pullsecrets.project.Project;
import io.pullsecrets.registry.PullSecret;
import io.pullsecrets.registry.PullSecretIndex;
import io.pullsecrets.registry.SecretType;
import io.pullsecrets.start.WarmUpEnd;
import io.pullsecrets.tracing.AdmissionTracing;
import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.HttpsServerStart;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.RequestOptions;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Makes the first real request as quick as any other: before the server counts as ready, it has
 * answered made-up reviews, some in the process and some through its own HTTPS port. Otherwise the
 * first pod would pay for loading and compiling the classes (a third of a second and more).
 */
@Singleton
final class WarmUp {
  private static final Logger LOG = Logger.getLogger(WarmUp.class);

  /**
   * Enough to load and set up all that is on the path. More would keep the compilers busy with it
   * while the rest of the server starts.
   */
  private static final int DECISIONS = 8;

  private static final int REQUESTS = 2;

  /** For all requests together: a server that is slow to warm up must not stay unready for long. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final String PROJECT = "warm-up";
  private static final byte[] REVIEW =
      """
      {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"warm-up",
      "resource":{"group":"","version":"v1","resource":"pods"},"namespace":"warm-up",
      "operation":"CREATE","object":{"metadata":{"generateName":"warm-up-","annotations":{"a":"b"},
      "labels":{"a":"b"}},"spec":{"volumes":[{"name":"v","projected":{"sources":[]}}],
      "initContainers":[{"name":"i","image":"registry.example/team/app:1"}],"containers":[{"name":
      "c","image":"ubuntu","env":[{"name":"A","value":"b"}]}],"imagePullSecrets":[{"name":"own"}],
      "serviceAccountName":"default"}},"oldObject":null,"dryRun":false}}
      """
          .getBytes(StandardCharsets.UTF_8);

  private final Vertx vertx;
  private final HttpServer server;
  private final AdmissionMetrics metrics;
  private final RecentDecisions recent;
  private final AdmissionTracing tracing;
  private final WarmUpEnd end;

  @Inject
  WarmUp(
      Vertx vertx,
      HttpServer server,
      AdmissionMetrics metrics,
      RecentDecisions recent,
      AdmissionTracing tracing,
      WarmUpEnd end) {
    this.vertx = vertx;
    this.server = server;
    this.metrics = metrics;
    this.recent = recent;
    this.tracing = tracing;
    this.end = end;
  }

  void run(@ObservesAsync HttpsServerStart started) {
    try {
      warmUp(started);
    } finally {
      // Readiness and the election wait for it.
      end.reach();
    }
  }

  private void warmUp(HttpsServerStart started) {
    long start = System.nanoTime();
    try {
      decide();
      request(started.options(), server.getSecurePort());
      LOG.infof("Warmed up in %d ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
    } catch (InvalidReviewException | ExecutionException | TimeoutException | RuntimeException e) {
      // The first requests will be slower; that is no reason to serve none.
      LOG.warn("The warm-up ended early", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      metrics.begin();
      recent.begin();
      tracing.begin();
    }
  }

  private static void decide() throws InvalidReviewException {
    PullSecretIndex secrets =
        PullSecretIndex.of(
            List.of(secret("hub", "index.docker.io"), secret("team", "registry.example/team")));
    Project project = new Project(PROJECT, false, false);
    Candidates candidates =
        new Candidates(secrets, secrets, Set.of(), PullSecretIndex.of(List.of()), Map.of());
    ProjectSnapshot snapshot = ProjectSnapshot.of(project, candidates);
    Admission alike = new Admission(namespace -> Optional.of(snapshot), () -> true);
    // Never the same snapshot, so that none of its answers is found again.
    Admission different =
        new Admission(
            namespace -> Optional.of(ProjectSnapshot.of(project, candidates)), () -> true);
    for (int i = 0; i < DECISIONS / 2; i++) {
      different.answer(ReviewReader.read(REVIEW));
      alike.answer(ReviewReader.read(REVIEW));
    }
  }

  private static PullSecret secret(String name, String registry) {
    String config = "{\"auths\":{\"" + registry + "\":{\"username\":\"u\",\"password\":\"p\"}}}";
    return PullSecret.read(
        PROJECT,
        name,
        SecretType.DOCKER_CONFIG_JSON.typeName(),
        Map.of(SecretType.DOCKER_CONFIG_JSON.dataKey(), config.getBytes(StandardCharsets.UTF_8)));
  }

  private void request(HttpServerOptions options, int port)
      throws ExecutionException, TimeoutException, InterruptedException {
    HttpClient client =
        vertx.createHttpClient(
            // It speaks to itself: whom the certificate names doesn't matter. Where clients need
            // one, its own will do.
            new HttpClientOptions()
                .setSsl(true)
                .setTrustAll(true)
                .setVerifyHost(false)
                .setKeyCertOptions(options.getKeyCertOptions()));
    try {
      RequestOptions mutate =
          new RequestOptions()
              .setMethod(HttpMethod.POST)
              .setHost("0.0.0.0".equals(options.getHost()) ? "127.0.0.1" : options.getHost())
              .setPort(port)
              .setURI("/mutate?timeout=5s")
              .putHeader("Content-Type", "application/json");
      long end = System.nanoTime() + PATIENCE.toNanos();
      for (int i = 0; i < REQUESTS; i++) {
        int status =
            client
                .request(mutate)
                .compose(request -> request.send(Buffer.buffer(REVIEW)))
                .compose(response -> response.body().map(body -> response.statusCode()))
                .toCompletionStage()
                .toCompletableFuture()
                .get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (status != 200) {
          throw new IllegalStateException("the server answers its own review with " + status);
        }
      }
    } finally {
      client.close();
    }
  }
}
