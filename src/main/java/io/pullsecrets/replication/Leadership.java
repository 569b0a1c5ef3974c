package io.pullsecrets.replication;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Which replica writes: the one that holds a Lease.
 *
 * <p>A leader that can't renew it gives up half a lease before another can take it; a request that
 * is under way then (ten seconds at most) is over by that time.
 */
final class Leadership {
  private static final Logger LOG = Logger.getLogger(Leadership.class);

  private static final String LEASE = "pull-secret-injector";
  private static final Duration LEASE_DURATION = Duration.ofSeconds(30);
  private static final Duration RENEW_DEADLINE = Duration.ofSeconds(15);
  private static final Duration RETRY_PERIOD = Duration.ofSeconds(2);

  private final KubernetesClient client;
  private final String namespace;
  private final Runnable onStart;
  private final String identity = LEASE + "-" + UUID.randomUUID();
  private volatile boolean held;
  private volatile boolean ended;
  private @Nullable CompletableFuture<?> election;

  /**
   * Nobody leads yet.
   *
   * @param namespace where the Lease is
   * @param onStart called whenever leadership has been won
   */
  Leadership(KubernetesClient client, String namespace, Runnable onStart) {
    this.client = client;
    this.namespace = namespace;
    this.onStart = onStart;
  }

  boolean isHeld() {
    return held;
  }

  /** Stands for election, again and again, until {@link #end}. */
  synchronized void seek() {
    if (ended) {
      return;
    }
    LeaderElectionConfig config =
        new LeaderElectionConfigBuilder()
            .withName(LEASE)
            .withLock(new LeadershipLock(namespace, LEASE, identity))
            .withLeaseDuration(LEASE_DURATION)
            .withRenewDeadline(RENEW_DEADLINE)
            .withRetryPeriod(RETRY_PERIOD)
            .withReleaseOnCancel(true)
            .withLeaderCallbacks(new LeaderCallbacks(this::won, this::lost, leader -> {}))
            .build();
    CompletableFuture<?> running = client.leaderElector().withConfig(config).build().start();
    election = running;
    CompletableFuture<?> unused =
        running.whenCompleteAsync(
            (done, failure) -> seek(),
            CompletableFuture.delayedExecutor(RETRY_PERIOD.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** Gives the Lease back, so that another replica can take it at once. */
  synchronized void end() {
    ended = true;
    held = false;
    if (election != null) {
      election.cancel(true);
    }
  }

  private void won() {
    LOG.info("This replica leads: it writes the copies");
    held = true;
    onStart.run();
  }

  private void lost() {
    if (held) {
      LOG.info("This replica no longer leads");
    }
    held = false;
  }
}
