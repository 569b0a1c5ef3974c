package io.pullsecrets.admission;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.pullsecrets.injection.Decision;
import io.pullsecrets.injection.Reason;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Counts and times what was answered, by reason. Begins when the server is ready. */
@Singleton
final class AdmissionMetrics {
  private final Map<Reason, Timer> timers = new EnumMap<>(Reason.class);
  private final Counter refused;
  private volatile boolean counting;

  @Inject
  AdmissionMetrics(MeterRegistry registry) {
    for (Reason reason : Reason.values()) {
      timers.put(
          reason,
          Timer.builder("pull.secret.injector.admission")
              .description(
                  "Time to read a review, decide and write the answer, by the answer's reason")
              .tag("reason", reason.code())
              .register(registry));
    }
    refused =
        Counter.builder("pull.secret.injector.admission.refused")
            .description(
                "Requests that were refused: no AdmissionReview of v1, too large, another path")
            .register(registry);
  }

  /** From here on; what came before was the warm-up. */
  void begin() {
    counting = true;
  }

  void answered(Decision decision, long nanoseconds) {
    Timer timer = timers.get(decision.reason());
    if (counting && timer != null) {
      timer.record(nanoseconds, TimeUnit.NANOSECONDS);
    }
  }

  void refused() {
    refused.increment();
  }
}
