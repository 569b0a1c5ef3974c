package io.pullsecrets.replicator;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
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
  private static final ZonedDateTime LONG_AGO = Instant.EPOCH.atZone(ZoneOffset.UTC);

  private final String lease;
  private final LongSupplier nanoTime;
  private final Consumer<Duration> onRenewal;
  private final Requests reads = new Requests();
  private final Requests writes = new Requests();
  private @Nullable LeaderElectionRecord observed;
  private long observedAt;
  private volatile long renewedAt;

  /**
   * @param nanoTime as {@link System#nanoTime}
   * @param onRenewal told after each renewal how long {@link #sinceRenewal} had become by then
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

  /** How long ago the last write began that had this replica hold the Lease. */
  Duration sinceRenewal() {
    return Duration.ofNanos(nanoTime.getAsLong() - renewedAt);
  }

  @Override
  public synchronized @Nullable LeaderElectionRecord get(KubernetesClient client) {
    LeaderElectionRecord there = reads.send(() -> super.get(client));
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

  /** Each field may be missing, if a person has written the Lease: it can be taken then. */
  @Override
  protected LeaderElectionRecord toRecord(Lease there) {
    LeaseSpec spec = Objects.requireNonNullElseGet(there.getSpec(), LeaseSpec::new);
    return new LeaderElectionRecord(
        spec.getHolderIdentity(),
        Duration.ofSeconds(Objects.requireNonNullElse(spec.getLeaseDurationSeconds(), 0)),
        Objects.requireNonNullElse(spec.getAcquireTime(), LONG_AGO),
        Objects.requireNonNullElse(spec.getRenewTime(), LONG_AGO),
        Objects.requireNonNullElse(spec.getLeaseTransitions(), 0));
  }

  @Override
  public synchronized void create(KubernetesClient client, LeaderElectionRecord newRecord) {
    renewing(() -> super.create(client, newRecord));
  }

  @Override
  public synchronized void update(KubernetesClient client, LeaderElectionRecord newRecord) {
    if (identity().equals(newRecord.getHolderIdentity())) {
      renewing(() -> super.update(client, newRecord));
    } else {
      writes.send(() -> super.update(client, givenBack(newRecord)));
    }
  }

  /**
   * Held by nobody. The client leaves out what is null, so that its patch would leave the holder as
   * it is.
   */
  private static LeaderElectionRecord givenBack(LeaderElectionRecord newRecord) {
    return new LeaderElectionRecord(
        "",
        newRecord.getLeaseDuration(),
        newRecord.getAcquireTime(),
        newRecord.getRenewTime(),
        newRecord.getLeaderTransitions());
  }

  private void renewing(Runnable write) {
    long began = nanoTime.getAsLong();
    writes.send(write);
    Duration since = sinceRenewal();
    renewedAt = began;
    onRenewal.accept(since);
  }

  /** Requests of one kind, of which the first of several failures in a row is logged. */
  private final class Requests {
    private boolean failing;

    void send(Runnable request) {
      send(
          () -> {
            request.run();
            return null;
          });
    }

    <T extends @Nullable Object> T send(Supplier<T> request) {
      try {
        T answer = request.get();
        failing = false;
        return answer;
      } catch (KubernetesClientException e) {
        // With 409 another replica was faster: that is what the Lease is for.
        if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
          report(e);
        }
        throw e;
      } catch (RuntimeException e) {
        report(e);
        // Any other exception would end the election for good.
        throw new KubernetesClientException("the Lease can't be read or written", e);
      }
    }

    private void report(RuntimeException e) {
      if (!failing) {
        LOG.warnf(
            "Lease %s can't be had, so this replica writes no copies: %s", lease, e.getMessage());
        failing = true;
      }
    }
  }
}
