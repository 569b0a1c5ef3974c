package io.pullsecrets.observability;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.pullsecrets.replication.Action;
import io.pullsecrets.replication.Reason;
import io.pullsecrets.replicator.ReplicationListener;
import io.pullsecrets.replicator.Replicator;
import io.pullsecrets.replicator.WriteOutcome;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts what becomes of the writes of copies, and times how soon copies follow. */
@Singleton
final class ReplicationMetrics implements ReplicationListener {
  /** From one write on a quiet cluster to a namespace whose quota is used up over the weekend. */
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofMinutes(1),
    Duration.ofMinutes(5),
    Duration.ofMinutes(30)
  };

  private final Replicator replicator;

  /** By why a write was tried and what became of it, with a space between. */
  private final Map<String, Counter> writes = new ConcurrentHashMap<>();

  private final Timer propagation;

  @Inject
  ReplicationMetrics(Replicator replicator, MeterRegistry registry) {
    this.replicator = replicator;
    propagation =
        Timer.builder("pull.secret.injector.propagation")
            .description(
                "Time from seeing a change until a namespace that it concerns has all its copies, with"
                    + " failed tries; one observation for each namespace with a write")
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    for (String outcome : WriteOutcome.CODES) {
      register(registry, "create", Action.COPY_MISSING, outcome);
      register(registry, "update", Action.COPY_DIFFERS, outcome);
      for (Reason reason : Reason.values()) {
        register(registry, "delete", reason.code(), outcome);
      }
    }
  }

  /** Before the replicator starts, so that nothing is missed. */
  void start(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) StartupEvent event) {
    replicator.addListener(this);
  }

  @Override
  public void tried(Action action, WriteOutcome outcome) {
    Counter counter = writes.get(action.code() + " " + outcome.code());
    if (counter != null) {
      counter.increment();
    }
  }

  @Override
  public void inStep(Duration sinceDue) {
    propagation.record(sinceDue);
  }

  private void register(MeterRegistry registry, String action, String reason, String outcome) {
    writes.put(
        reason + " " + outcome,
        Counter.builder("pull.secret.injector.copy.writes")
            .description("Writes of copies, by why they were tried and what became of them")
            .tag("action", action)
            .tag("reason", reason)
            .tag("outcome", outcome)
            .register(registry));
  }
}
