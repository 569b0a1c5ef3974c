package io.pullsecrets.page;

import io.pullsecrets.injection.ExplainedSecret.Absence;
import io.pullsecrets.injection.Reason;
import io.pullsecrets.injection.Verdict;
import io.pullsecrets.observability.EventReason;
import io.pullsecrets.registry.Finding;
import java.util.Objects;

/**
 * A stable code with how it is meant.
 *
 * @param tone how it is meant
 * @param code the code, as it stands in docs/reasons.md
 */
public record Badge(Tone tone, String code) {
  public Badge {
    Objects.requireNonNull(tone, "tone");
    Objects.requireNonNull(code, "code");
  }

  /** Whether somebody may have to look at it. */
  boolean isAlarming() {
    return tone == Tone.WARNING || tone == Tone.BAD;
  }

  static Badge of(Reason reason) {
    Tone tone =
        switch (reason) {
          case INJECTED -> Tone.GOOD;
          case HELD_BACK, TOO_LARGE -> Tone.WARNING;
          case NOT_READY, INTERNAL_ERROR -> Tone.BAD;
          case NO_MATCH,
              ALREADY_LISTED,
              NO_CANDIDATES,
              POD_OPTED_OUT,
              NAMESPACE_OPTED_OUT,
              NAMESPACE_TERMINATING,
              MIRROR_POD,
              NOT_A_PROJECT,
              NOT_A_POD_CREATION ->
              Tone.NEUTRAL;
        };
    return new Badge(tone, reason.code());
  }

  static Badge of(Finding.Code finding) {
    return new Badge(
        finding.severity() == Finding.Severity.ERROR ? Tone.BAD : Tone.WARNING, finding.code());
  }

  static Badge of(EventReason reason) {
    return new Badge(
        switch (reason) {
          case COPIED -> Tone.GOOD;
          case UNUSABLE, COPY_REFUSED -> Tone.BAD;
          case REPAIRED, FLAWED, NAME_TAKEN, DEPARTMENT_UNKNOWN, NO_PROJECT, LABEL_IGNORED ->
              Tone.WARNING;
        },
        reason.word());
  }

  static Badge of(Verdict.Outcome outcome) {
    return new Badge(
        switch (outcome) {
          case ADDED -> Tone.GOOD;
          case ALREADY_LISTED, SWITCHED_OFF -> Tone.NEUTRAL;
          case NO_CREDENTIAL, NAME_TAKEN -> Tone.BAD;
          case SUPPRESSED, WOULD_SUPPRESS, NOT_MOUNTABLE -> Tone.WARNING;
        },
        outcome.code());
  }

  static Badge of(Absence absence) {
    return new Badge(
        switch (absence) {
          case UNUSABLE, NOT_FOUND -> Tone.BAD;
          case NOT_DECLARED, NOT_CLUSTER_WIDE -> Tone.WARNING;
          case NO_MATCH, OTHER_DEPARTMENT, SAME_IN_PROJECT -> Tone.NEUTRAL;
        },
        absence.code());
  }

  /** What became of a Secret, by the code that its explanation has. */
  static Badge ofExplained(String code) {
    for (Verdict.Outcome each : Verdict.Outcome.values()) {
      if (each.code().equals(code)) {
        return of(each);
      }
    }
    for (Absence each : Absence.values()) {
      if (each.code().equals(code)) {
        return of(each);
      }
    }
    return new Badge(Tone.NEUTRAL, code);
  }
}
