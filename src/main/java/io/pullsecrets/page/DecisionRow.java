package io.pullsecrets.page;

import io.pullsecrets.injection.Verdict;
import io.pullsecrets.journal.RecordedDecision;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One decision of the last ones.
 *
 * @param at when, as RFC 3339 has it
 * @param time the same for people, in UTC
 * @param operation what was asked about
 * @param namespace where
 * @param pod the pod's name, or the beginning of it with a star; empty if it has none
 * @param badge why
 * @param added the names of the Secrets that were added
 * @param explanation the same as a sentence
 * @param warning what the pod's author was told
 * @param verdicts what was decided about the other Secrets
 */
public record DecisionRow(
    String at,
    String time,
    String operation,
    String namespace,
    String pod,
    Badge badge,
    List<String> added,
    String explanation,
    Optional<String> warning,
    List<VerdictRow> verdicts) {
  public DecisionRow {
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(time, "time");
    Objects.requireNonNull(operation, "operation");
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(pod, "pod");
    Objects.requireNonNull(badge, "badge");
    added = List.copyOf(added);
    Objects.requireNonNull(explanation, "explanation");
    Objects.requireNonNull(warning, "warning");
    verdicts = List.copyOf(verdicts);
  }

  /**
   * What was decided about one Secret.
   *
   * @param secret its name
   * @param badge what was decided
   */
  public record VerdictRow(String secret, Badge badge) {
    public VerdictRow {
      Objects.requireNonNull(secret, "secret");
      Objects.requireNonNull(badge, "badge");
    }

    static VerdictRow of(Verdict verdict) {
      return new VerdictRow(Names.printable(verdict.secret()), Badge.of(verdict.outcome()));
    }
  }

  static DecisionRow of(RecordedDecision decision) {
    return new DecisionRow(
        decision.at().truncatedTo(ChronoUnit.SECONDS).toString(),
        time(decision.at()),
        Names.printable(decision.operation()),
        Names.printable(decision.namespace()),
        Names.printable(decision.pod()),
        Badge.of(decision.reason()),
        decision.added().stream().map(Names::printable).toList(),
        decision.explanation(),
        decision.warning(),
        decision.verdicts().stream()
            .filter(
                each ->
                    each.outcome() != Verdict.Outcome.ADDED
                        || !decision.added().contains(each.secret()))
            .map(VerdictRow::of)
            .toList());
  }

  /** A moment in UTC, to the second. */
  static String time(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString().replace("T", " ").replace("Z", "");
  }
}
