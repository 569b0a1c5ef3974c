package io.pullsecrets.admission;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.pullsecrets.injection.Decision;
import io.pullsecrets.injection.Origin;
import io.pullsecrets.injection.Reason;
import io.pullsecrets.injection.Verdict;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Counts and times what was answered. Begins when the server is ready. All labels are enums, and
 * all their values are there from the start, so that the first of a kind shows as an increase.
 */
@Singleton
final class AdmissionMetrics {
  /** From a decision on a fast machine to the longest that the API server waits. */
  private static final Duration[] BUCKETS = {
    Duration.ofNanos(50_000),
    Duration.ofNanos(100_000),
    Duration.ofNanos(250_000),
    Duration.ofNanos(500_000),
    Duration.ofMillis(1),
    Duration.ofNanos(2_500_000),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2500),
    Duration.ofSeconds(5)
  };

  private final Map<Outcome, Timer> durations;
  private final Map<Reason, Counter> answers;
  private final Map<Origin, Map<Verdict.Outcome, Counter>> verdicts;
  private final Counter refused;
  private volatile boolean counting;

  @Inject
  AdmissionMetrics(MeterRegistry registry) {
    durations =
        forEach(
            Outcome.class,
            outcome ->
                Timer.builder("pull.secret.injector.admission")
                    .description("Time to read a review, decide and write the answer")
                    .tag("outcome", outcome.word())
                    .serviceLevelObjectives(BUCKETS)
                    .register(registry));
    answers =
        forEach(
            Reason.class,
            reason ->
                Counter.builder("pull.secret.injector.admission.answers")
                    .description(
                        "Answers by reason; failed are those that a defect or a start cost")
                    .tag("outcome", Outcome.of(reason).word())
                    .tag("reason", reason.code())
                    .register(registry));
    verdicts =
        forEach(
            Origin.class,
            origin ->
                forEach(
                    Verdict.Outcome.class,
                    outcome ->
                        Counter.builder("pull.secret.injector.admission.verdicts")
                            .description(
                                "Candidates with a key for one of a pod's images, by what was"
                                    + " decided about them")
                            .tag("origin", word(origin))
                            .tag("outcome", outcome.code())
                            .register(registry)));
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
    if (!counting) {
      return;
    }
    of(durations, Outcome.of(decision.reason())).record(nanoseconds, TimeUnit.NANOSECONDS);
    of(answers, decision.reason()).increment();
    for (Verdict verdict : decision.verdicts()) {
      of(of(verdicts, verdict.origin()), verdict.outcome()).increment();
    }
  }

  void refused() {
    refused.increment();
  }

  private static <K extends Enum<K>, V> Map<K, V> forEach(Class<K> type, Function<K, V> meter) {
    Map<K, V> meters = new EnumMap<>(type);
    for (K constant : type.getEnumConstants()) {
      meters.put(constant, meter.apply(constant));
    }
    return meters;
  }

  private static <K extends Enum<K>, V> V of(Map<K, V> meters, K constant) {
    V meter = meters.get(constant);
    if (meter == null) {
      throw new IllegalStateException("no meter for " + constant);
    }
    return meter;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
