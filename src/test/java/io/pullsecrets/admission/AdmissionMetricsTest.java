package io.pullsecrets.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pullsecrets.injection.Decision;
import io.pullsecrets.injection.Origin;
import io.pullsecrets.injection.Reason;
import io.pullsecrets.injection.Verdict;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AdmissionMetricsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AdmissionMetrics metrics = new AdmissionMetrics(registry);

  @ParameterizedTest
  @EnumSource(Reason.class)
  void an_answer_is_counted_under_its_reason(Reason reason) {
    metrics.begin();
    metrics.answered(Decision.Leave.of(reason, "for the test"), 1_000);
    assertThat(answers(reason)).isEqualTo(1);
    assertThat(registry.get("pull.secret.injector.admission").timers())
        .extracting(timer -> timer.count())
        .containsExactlyInAnyOrder(1L, 0L, 0L);
  }

  @ParameterizedTest
  @CsvSource({
    "INJECTED, injected",
    "NO_MATCH, unchanged",
    "TOO_LARGE, unchanged",
    "NOT_READY, failed",
    "INTERNAL_ERROR, failed"
  })
  void outcomes_part_answers_by_what_they_do_to_the_pod(Reason reason, String outcome) {
    metrics.begin();
    metrics.answered(Decision.Leave.of(reason, "for the test"), 1_000);
    assertThat(
            registry.get("pull.secret.injector.admission").tag("outcome", outcome).timer().count())
        .isEqualTo(1);
  }

  @Test
  void each_verdict_is_counted() {
    Verdict added = new Verdict("a", Origin.PROJECT, Verdict.Outcome.ADDED, List.of("nvcr.io"));
    Verdict held = new Verdict("b", Origin.CLUSTER_WIDE, Verdict.Outcome.WOULD_SUPPRESS, List.of());
    metrics.begin();
    metrics.answered(
        new Decision.Inject(List.of(added), List.of(added, held), Optional.empty()), 1_000);
    assertThat(verdicts("project", "added")).isEqualTo(1);
    assertThat(verdicts("cluster-wide", "would-suppress")).isEqualTo(1);
    assertThat(verdicts("cluster-wide", "added")).isZero();
  }

  @Test
  void the_warm_up_is_not_counted() {
    metrics.answered(Decision.Leave.of(Reason.NO_MATCH, "for the test"), 1_000);
    assertThat(answers(Reason.NO_MATCH)).isZero();
  }

  private double answers(Reason reason) {
    return registry
        .get("pull.secret.injector.admission.answers")
        .tag("reason", reason.code())
        .counter()
        .count();
  }

  private double verdicts(String origin, String outcome) {
    return registry
        .get("pull.secret.injector.admission.verdicts")
        .tag("origin", origin)
        .tag("outcome", outcome)
        .counter()
        .count();
  }
}
