package io.pullsecrets.observability;

import io.pullsecrets.certificates.CertificateExpiry;
import io.pullsecrets.index.ClusterIndex;
import io.pullsecrets.index.Informers;
import io.pullsecrets.replicator.Replicator;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Looks at the whole injector from time to time, so that all who ask see the same and asking costs
 * nothing. A watch that is down shows by that too, whether anybody asks or not.
 */
@Singleton
public final class StateKeeper {
  private static final Logger LOG = Logger.getLogger(StateKeeper.class);

  /** How old the state is at most. */
  static final Duration INTERVAL = Duration.ofSeconds(2);

  private final ClusterIndex index;
  private final Informers informers;
  private final Replicator replicator;
  private final EventRecorder events;
  private final CertificateExpiry certificate;
  private volatile InjectorState state;
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread keeper = new Thread(task, "state");
            keeper.setDaemon(true);
            return keeper;
          });

  @Inject
  StateKeeper(
      ClusterIndex index,
      Informers informers,
      Replicator replicator,
      EventRecorder events,
      CertificateExpiry certificate) {
    this.index = index;
    this.informers = informers;
    this.replicator = replicator;
    this.events = events;
    this.certificate = certificate;
    this.state = read();
  }

  /** The state, as it was a moment ago. */
  public InjectorState now() {
    return state;
  }

  /** After the informers, whose watches are all there then. */
  void start(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent event) {
    state = read();
    ScheduledFuture<?> unused =
        thread.scheduleWithFixedDelay(
            this::look, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  void stop(@Observes ShutdownEvent event) {
    thread.shutdownNow();
  }

  private void look() {
    try {
      state = read();
    } catch (RuntimeException e) {
      LOG.error("The state can't be read, which is tried again", e);
    }
  }

  private InjectorState read() {
    return new InjectorState(
        Instant.now(),
        index.sizes(),
        informers.watches(),
        replicator.state(),
        replicator.leader(),
        events.standing(),
        certificate.ofServed());
  }
}
