package io.pullsecrets.fault;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.pullsecrets.replicator.Fault.OnTheWay;
import io.pullsecrets.replicator.Fault.Refusal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A cluster in which much changes, at a steady rate: what a busy machine is late with is made up
 * for. What the load's answers depend on stays as it is.
 *
 * <p>Several hands change Secrets and projects, each those of its own. So each knows what is there,
 * and none of its changes is in vain.
 */
final class Churn implements AutoCloseable {
  /** Changes, of all hands together. */
  static final int PER_SECOND = 5;

  private static final int HANDS = 4;

  /** How many Secrets, and how many projects, come and go in each hand. */
  private static final int THINGS = 2;

  /** How often one change is tried while replicas write at the same time. */
  private static final int MOST_TRIES = 20;

  private static final List<Consumer<TestedCluster>> FAULTS =
      List.of(
          TestedCluster::breakDown,
          cluster -> cluster.rule(request -> OnTheWay.HUNG),
          cluster -> cluster.rule(request -> OnTheWay.SLOW),
          cluster -> cluster.rule(request -> Refusal.TOO_MANY_REQUESTS),
          cluster -> cluster.rule(request -> Refusal.INTERNAL_ERROR),
          cluster -> cluster.rule(request -> Refusal.EXPIRED_TOKEN),
          cluster ->
              cluster.rule(request -> request.isWatch() ? OnTheWay.WATCH_EXPIRED : OnTheWay.NONE),
          TestedCluster::showStrangeCertificate);

  private final TestedCluster cluster;
  private final ScheduledExecutorService pace = Executors.newScheduledThreadPool(HANDS);
  private final AtomicInteger made = new AtomicInteger();
  private final Queue<String> failed = new ConcurrentLinkedQueue<>();
  private int faults;

  Churn(TestedCluster cluster) {
    this.cluster = cluster;
  }

  /** Begins to change things. */
  void start() {
    for (int i = 0; i < HANDS; i++) {
      ScheduledFuture<?> unused =
          pace.scheduleAtFixedRate(
              new Hand(i)::change,
              1000 * i / PER_SECOND,
              1000 * HANDS / PER_SECOND,
              TimeUnit.MILLISECONDS);
    }
  }

  /** How many changes the API server has taken so far. */
  int made() {
    return made.get();
  }

  /** What came of changes that it hasn't. */
  List<String> failed() {
    return List.copyOf(failed);
  }

  /** How many faults have begun so far. */
  int faults() {
    return faults;
  }

  /** Begins the next fault of the API server; {@link TestedCluster#mend} ends it. */
  void beginFault() {
    FAULTS.get(faults++ % FAULTS.size()).accept(cluster);
  }

  /** Changes nothing more. */
  @Override
  public void close() {
    pace.shutdown();
    try {
      if (!pace.awaitTermination(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("changes don't end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Hand {
    private final int number;
    private final Random random;
    private final Set<String> secrets = new HashSet<>();
    private final Set<String> projects = new HashSet<>();

    Hand(int number) {
      this.number = number;
      random = new Random(20260101 + number);
    }

    void change() {
      Runnable change = next();
      try {
        for (int i = 1; ; i++) {
          try {
            change.run();
            made.incrementAndGet();
            return;
          } catch (KubernetesClientException e) {
            // A replica has written the same at the same time.
            if (i == MOST_TRIES || (e.getCode() != 409 && e.getCode() != 404)) {
              throw e;
            }
          }
        }
      } catch (RuntimeException e) {
        failed.add(e.toString());
      }
    }

    private Runnable next() {
      String secret = "churn-%d-%d".formatted(number, random.nextInt(THINGS));
      String project = "churn-project-%d-%d".formatted(number, random.nextInt(THINGS));
      return switch (random.nextInt(7)) {
        case 0 -> secrets.remove(secret) ? () -> delete(secret) : clusterWide(secret);
        case 1 -> projects.remove(project) ? () -> remove(project) : project(project);
        case 2 -> projects.remove(project) ? () -> plain(project) : project(project);
        case 3, 4 ->
            projects.contains(project)
                // A user's Secret, with the name that a copy has or might have.
                ? () -> cluster.secret(project, secret, secret + ".example", Map.of())
                : project(project);
        default -> clusterWide(secret);
      };
    }

    private Runnable clusterWide(String secret) {
      secrets.add(secret);
      return () ->
          cluster.secret(
              "runai", secret, secret + ".example", Map.of("runai/cluster-wide", "true"));
    }

    private void delete(String secret) {
      cluster.admin().secrets().inNamespace("runai").withName(secret).delete();
    }

    private Runnable project(String project) {
      projects.add(project);
      return () -> cluster.namespace(project, Map.of(TestedCluster.PROJECT_LABEL, project));
    }

    private void plain(String project) {
      cluster.namespace(project, Map.of());
    }

    private void remove(String project) {
      cluster.admin().namespaces().withName(project).delete();
      cluster.admin().secrets().inNamespace(project).delete();
    }
  }
}
