package io.pullsecrets.replicator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The Lease. Knows when this replica last wrote it, and logs one line when it can't be had; the
 * client's election logs a stack trace at each try, every two seconds.
 *
 * <p>No two machines' clocks are compared: as Kubernetes' own election does (client-go, {@code
 * leaderelection.go}, {@code observedTime}), each replica counts from when it first saw a renewal.
 * The client's election takes the renewal's time as it was written by the other's clock.
 */
final class LeadershipLock extends LeaseLock {
  private static final Logger LOG = Logger.getLogger(LeadershipLock.class);

  private final String lease;
  private final LongSupplier nanoTime;
  private final Consumer<Duration> onRenewal;
  private boolean reported;
  private @Nullable LeaderElectionRecord observed;
  private long observedAt;
  private volatile long renewedAt;

  /**
   * @param nanoTime as {@link System#nanoTime}
   * @param onRenewal told after each write how long {@link #sinceRenewal} had become by then
   */
  LeadershipLock(
      String namespace,
      String name,
      String identity,
      LongSupplier nanoTime,
      Consumer<Duration> onRenewal) {
    super(namespace, name, identity);
    this.lease = namespace + "/" + name;
    this.nanoTime = nanoTime;
    this.onRenewal = onRenewal;
    this.renewedAt = nanoTime.getAsLong();
  }

  /** How long ago the last write of the Lease began that had an effect. */
  Duration sinceRenewal() {
    return Duration.ofNanos(nanoTime.getAsLong() - renewedAt);
  }

  @Override
  public synchronized @Nullable LeaderElectionRecord get(KubernetesClient client) {
    LeaderElectionRecord there = reporting(() -> super.get(client));
    reported = false;
    long now = nanoTime.getAsLong();
    if (!Objects.equals(there, observed)) {
      observed = there;
      observedAt = now;
    }
    return there == null ? null : renewed(there, Duration.ofNanos(now - observedAt));
  }

  /** The same, renewed so long ago by this machine's clock as it is at the moment. */
  private static LeaderElectionRecord renewed(LeaderElectionRecord there, Duration ago) {
    return new LeaderElectionRecord(
        there.getHolderIdentity(),
        there.getLeaseDuration(),
        there.getAcquireTime(),
        ZonedDateTime.now(ZoneOffset.UTC).minus(ago),
        there.getLeaderTransitions());
  }

  @Override
  public synchronized void create(KubernetesClient client, LeaderElectionRecord newRecord) {
    renewing(() -> super.create(client, newRecord));
  }

  @Override
  public synchronized void update(KubernetesClient client, LeaderElectionRecord newRecord) {
    renewing(() -> super.update(client, newRecord));
  }

  private void renewing(Runnable write) {
    long began = nanoTime.getAsLong();
    reporting(
        () -> {
          write.run();
          return null;
        });
    Duration since = sinceRenewal();
    renewedAt = began;
    onRenewal.accept(since);
  }

  private <T extends @Nullable Object> T reporting(Supplier<T> request) {
    try {
      return request.get();
    } catch (KubernetesClientException e) {
      // With 409 another replica was faster: that is what the Lease is for.
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT && !reported) {
        LOG.warnf(
            "Lease %s can't be had, so this replica writes no copies: %s", lease, e.getMessage());
        reported = true;
      }
      throw e;
    }
  }
}
