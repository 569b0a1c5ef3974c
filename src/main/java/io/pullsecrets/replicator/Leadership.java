package io.pullsecrets.replicator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Which replica writes: the one that holds a Lease.
 *
 * <p>A leader that can't renew it gives up half a lease before another can take it; a write that is
 * under way then (ten seconds at most) is over by that time.
 */
final class Leadership {
  private static final Logger LOG = Logger.getLogger(Leadership.class);

  /** Name of the Lease. */
  static final String LEASE = "pull-secret-injector";

  private static final Duration LEASE_DURATION = Duration.ofSeconds(30);
  private static final Duration RENEW_DEADLINE = Duration.ofSeconds(15);
  private static final Duration RETRY_PERIOD = Duration.ofSeconds(2);

  /** An API server that is away must not hold up the end of the process: the Lease then expires. */
  private static final Duration RETURN_TIME = Duration.ofSeconds(3);

  private final KubernetesClient client;
  private final String lease;
  private final LeadershipLock lock;
  private volatile boolean held;
  private volatile boolean ended;
  private volatile Runnable onWon = () -> {};
  private volatile @Nullable String holder;
  private @Nullable CompletableFuture<?> election;

  /**
   * Nobody leads yet.
   *
   * @param namespace where the Lease is
   * @param lease its name
   */
  Leadership(KubernetesClient client, String namespace, String lease) {
    this(client, namespace, lease, System::nanoTime);
  }

  Leadership(KubernetesClient client, String namespace, String lease, LongSupplier nanoTime) {
    this.client = client;
    this.lease = lease;
    this.lock =
        new LeadershipLock(namespace, lease, identity(lease), nanoTime, each -> renewed(each));
  }

  /**
   * Whether this replica may write. False as soon as the Lease wasn't renewed in time, even if
   * nobody has noticed yet: the process may have been stopped for a while.
   */
  boolean isHeld() {
    return held && lock.sinceRenewal().compareTo(RENEW_DEADLINE) < 0;
  }

  /** Who leads, as far as this replica has seen. */
  Optional<String> holder() {
    return Optional.ofNullable(holder).filter(each -> !each.isEmpty());
  }

  /**
   * Stands for election, again and again, until {@link #end}.
   *
   * @param onWon called whenever leadership has been won, and when it is held again after a time in
   *     which {@link #isHeld} said no
   */
  synchronized void seek(Runnable onWon) {
    if (ended) {
      return;
    }
    this.onWon = onWon;
    LeaderElectionConfig config =
        new LeaderElectionConfigBuilder()
            .withName(lease)
            .withLock(lock)
            .withLeaseDuration(LEASE_DURATION)
            .withRenewDeadline(RENEW_DEADLINE)
            .withRetryPeriod(RETRY_PERIOD)
            .withReleaseOnCancel(true)
            .withLeaderCallbacks(new LeaderCallbacks(this::won, this::lost, this::seen))
            .build();
    CompletableFuture<?> running = client.leaderElector().withConfig(config).build().start();
    election = running;
    CompletableFuture<?> unused =
        running.whenCompleteAsync(
            (done, failure) -> seek(onWon),
            CompletableFuture.delayedExecutor(RETRY_PERIOD.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** Gives the Lease back, so that another replica can take it at once. */
  synchronized void end() {
    ended = true;
    held = false;
    CompletableFuture<?> running = election;
    if (running != null) {
      // The one who cancels it gives the Lease back, in as many tries as the client makes.
      CompletableFuture.runAsync(() -> running.cancel(true))
          .completeOnTimeout(null, RETURN_TIME.toSeconds(), TimeUnit.SECONDS)
          .join();
    }
  }

  /** Tells people which pod it is; unique, for two processes of one name must not both lead. */
  private static String identity(String lease) {
    return Objects.requireNonNullElse(System.getenv("HOSTNAME"), lease) + "_" + UUID.randomUUID();
  }

  private void seen(@Nullable String leader) {
    holder = leader;
  }

  private void won() {
    LOG.info("This replica leads: it writes the copies");
    held = true;
    onWon.run();
  }

  /**
   * The election goes on where the Lease was renewed late, but still before another could take it.
   */
  private void renewed(Duration after) {
    if (held && after.compareTo(RENEW_DEADLINE) >= 0) {
      LOG.infof("This replica leads again, having renewed its Lease after %d s", after.toSeconds());
      onWon.run();
    }
  }

  private void lost() {
    if (held) {
      LOG.info("This replica no longer leads");
    }
    held = false;
  }
}
