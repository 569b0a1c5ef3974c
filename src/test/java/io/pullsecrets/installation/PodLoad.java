package io.pullsecrets.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Pods made at a steady rate, or at that which the machine allows if it is lower; each as a dry
 * run, so that none stays.
 */
final class PodLoad implements AutoCloseable {
  private static final int MOST_AT_ONCE = 32;

  private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
  private final long begin = System.nanoTime();
  private final HttpClient client;
  private final HttpRequest request;
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();
  private final Queue<String> without = new ConcurrentLinkedQueue<>();

  /** Begins to make pods with this image. */
  PodLoad(Installation cluster, String namespace, String image, int perSecond) {
    Config config = cluster.api().config();
    client =
        HttpClient.newBuilder()
            // Of HTTP/2, the API server allows only so many requests at once.
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(cluster.api().trust())
            .build();
    request =
        HttpRequest.newBuilder(
                URI.create(
                    config.getMasterUrl()
                        + "api/v1/namespaces/%s/pods?dryRun=All".formatted(namespace)))
            .header("Authorization", "Bearer " + config.getOauthToken())
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(30))
            .POST(
                BodyPublishers.ofString(
                    Serialization.asJson(Installation.pod(namespace, image).build())))
            .build();
    ScheduledFuture<?> unused =
        pace.scheduleAtFixedRate(this::make, 0, 1_000_000 / perSecond, TimeUnit.MICROSECONDS);
  }

  private void make() {
    if (begun.get() - done.get() >= MOST_AT_ONCE) {
      return; // A busy machine is given time, or the rest would wait longer and longer.
    }
    begun.incrementAndGet();
    var unused =
        client
            .sendAsync(request, BodyHandlers.ofString())
            .handle(
                (answer, failure) -> {
                  if (failure != null) {
                    without.add(failure.toString());
                  } else if (!hasPullSecret(answer)) {
                    without.add("status " + answer.statusCode());
                  }
                  return done.incrementAndGet();
                });
  }

  private static boolean hasPullSecret(HttpResponse<String> answer) {
    JsonNode secrets = Installation.json(answer.body()).at("/spec/imagePullSecrets");
    return answer.statusCode() == 201 && !secrets.isEmpty();
  }

  /** Pods so far. */
  int made() {
    return done.get();
  }

  /** How many in a second, on average until now. */
  long perSecond() {
    return made() * 1_000_000_000L / (System.nanoTime() - begin);
  }

  /** Those that were refused, or got no pull secret: what came instead. */
  List<String> without() {
    return List.copyOf(without);
  }

  /** Waits until so many more were made. */
  void awaitMore(int pods) {
    int until = made() + pods;
    await().atMost(Duration.ofSeconds(60)).until(() -> made() >= until);
  }

  /** Makes no more, and waits for those that are under way. */
  void end() {
    pace.shutdown();
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(done.get()).isEqualTo(begun.get()));
  }

  @Override
  public void close() {
    pace.shutdownNow();
  }
}
