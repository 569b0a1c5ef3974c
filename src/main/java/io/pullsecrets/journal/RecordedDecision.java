package io.pullsecrets.journal;

import io.pullsecrets.image.PrintableText;
import io.pullsecrets.injection.Decision;
import io.pullsecrets.injection.Reason;
import io.pullsecrets.injection.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A decision as it is remembered: bounded, whatever a pod may hold, and without any credential.
 *
 * @param at when it was made
 * @param operation what was asked about: {@code CREATE}, if it was the creation of a pod
 * @param namespace the request's namespace
 * @param pod the pod's name, or its {@code generateName} with a star behind it; empty if it has
 *     neither
 * @param reason why the pod got its pull secrets, or none
 * @param explanation the same as a sentence; cut if it is very long
 * @param warning what the pod's author was told
 * @param added the names of the Secrets that were added, the first ones
 * @param verdicts what was decided about single Secrets, the first ones, without the registries
 */
public record RecordedDecision(
    Instant at,
    String operation,
    String namespace,
    String pod,
    Reason reason,
    String explanation,
    Optional<String> warning,
    List<String> added,
    List<Verdict> verdicts) {
  /** Names have 253 characters at most. */
  private static final int MAX_NAME = 254;

  private static final int MAX_TEXT = 1024;
  private static final int MAX_ENTRIES = 20;

  public RecordedDecision {
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(operation, "operation");
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(pod, "pod");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(explanation, "explanation");
    Objects.requireNonNull(warning, "warning");
    added = List.copyOf(added);
    verdicts = List.copyOf(verdicts);
  }

  /** What is remembered of a decision. */
  static RecordedDecision of(
      Instant at, String operation, String namespace, String pod, Decision decision) {
    return new RecordedDecision(
        at,
        PrintableText.shortened(operation, MAX_NAME),
        PrintableText.shortened(namespace, MAX_NAME),
        PrintableText.shortened(pod, MAX_NAME),
        decision.reason(),
        PrintableText.shortened(decision.explanation(), MAX_TEXT),
        decision.warning().map(each -> PrintableText.shortened(each, MAX_TEXT)),
        decision instanceof Decision.Inject inject ? names(inject.added()) : List.of(),
        decision.verdicts().isEmpty() ? List.of() : withoutRegistries(decision.verdicts()));
  }

  private static List<String> names(List<Verdict> verdicts) {
    List<String> names = new ArrayList<>();
    for (Verdict each : first(verdicts)) {
      names.add(each.secret());
    }
    return names;
  }

  private static List<Verdict> withoutRegistries(List<Verdict> verdicts) {
    List<Verdict> without = new ArrayList<>();
    for (Verdict each : first(verdicts)) {
      without.add(new Verdict(each.secret(), each.origin(), each.outcome(), List.of()));
    }
    return without;
  }

  private static List<Verdict> first(List<Verdict> verdicts) {
    return verdicts.subList(0, Math.min(MAX_ENTRIES, verdicts.size()));
  }
}
