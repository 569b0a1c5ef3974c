package io.pullsecrets.page;

import io.pullsecrets.index.WatchState;
import io.pullsecrets.observability.InjectorState;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Puts into words how the replica does as a whole. */
@Singleton
final class Health {
  /** A watch is opened anew now and then, within a second or two. */
  private static final Duration LONG_SILENCE = Duration.ofSeconds(30);

  /** The injector's own certificate is renewed 30 days before its end. */
  private static final Duration SHORT_VALIDITY = Duration.ofDays(14);

  private final Instance<HealthCheck> readiness;

  @Inject
  Health(@Readiness Instance<HealthCheck> readiness) {
    this.readiness = readiness;
  }

  List<Fact> facts(InjectorState state) {
    List<Fact> facts = new ArrayList<>();
    facts.add(readiness());
    facts.add(leader(state));
    facts.add(copies(state));
    facts.add(watching(state.watches()));
    facts.add(certificate(state.certificateValidUntil(), state.at()));
    facts.add(
        new Fact(
            "Index",
            new Badge(Tone.NEUTRAL, "projects: " + state.index().projects()),
            "Cluster-wide secrets: %d; secrets of projects: %d; copies: %d; others: %d."
                .formatted(
                    state.index().clusterWideSecrets(),
                    state.index().projectSecrets(),
                    state.index().copies(),
                    state.index().otherSecrets())));
    return facts;
  }

  private Fact readiness() {
    List<HealthCheckResponse> down =
        readiness.stream()
            .map(HealthCheck::call)
            .filter(each -> each.getStatus() == HealthCheckResponse.Status.DOWN)
            .toList();
    return down.isEmpty()
        ? new Fact(
            "Admission", new Badge(Tone.GOOD, "ready"), "The index is filled, and pods are served.")
        : new Fact(
            "Admission",
            new Badge(Tone.BAD, "not-ready"),
            down.stream()
                .map(Health::sentence)
                .collect(Collectors.joining("; ", "Not yet: ", ".")));
  }

  private static String sentence(HealthCheckResponse check) {
    return check.getName()
        + check
            .getData()
            .map(data -> data.get("reason"))
            .map(reason -> " (" + reason + ")")
            .orElse("");
  }

  private static Fact leader(InjectorState state) {
    if (state.replication().leads()) {
      return new Fact(
          "Leader", new Badge(Tone.GOOD, "this-replica"), "This replica writes the copies.");
    }
    return new Fact(
        "Leader",
        new Badge(Tone.NEUTRAL, "another-replica"),
        state
            .leader()
            .map(Health::pod)
            .map(pod -> "The copies are written by " + pod + ", whose page knows more of them.")
            .orElse("No replica that writes the copies is known yet."));
  }

  /** A holder is named for its pod, with a unique part behind it. */
  static String pod(String holder) {
    int unique = holder.lastIndexOf('_');
    return Names.printable(unique < 0 ? holder : holder.substring(0, unique));
  }

  private static Fact copies(InjectorState state) {
    if (!state.replication().leads()) {
      return new Fact(
          "Copies",
          new Badge(Tone.NEUTRAL, "present: " + state.index().copies()),
          "How many there should be, the replica knows that leads.");
    }
    int desired = state.replication().copiesDesired();
    int failing = state.replication().copiesFailing();
    int present = state.copiesPresent();
    Tone tone = failing > 0 ? Tone.BAD : present == desired ? Tone.GOOD : Tone.WARNING;
    return new Fact(
        "Copies",
        new Badge(tone, present + " of " + desired),
        failing == 0
            ? "The API server refused none."
            : "Writes that the API server refused and that are tried again: " + failing + ".");
  }

  private static Fact certificate(Optional<Instant> validUntil, Instant now) {
    if (validUntil.isEmpty()) {
      return new Fact("Certificate", new Badge(Tone.BAD, "none"), "No certificate is served yet.");
    }
    Duration left = Duration.between(now, validUntil.get());
    if (left.isNegative()) {
      return new Fact(
          "Certificate",
          new Badge(Tone.BAD, "expired"),
          "It has ended at " + DecisionRow.time(validUntil.get()) + " UTC.");
    }
    return new Fact(
        "Certificate",
        new Badge(
            left.compareTo(SHORT_VALIDITY) < 0 ? Tone.WARNING : Tone.GOOD,
            "days left: " + left.toDays()),
        "It is valid until " + DecisionRow.time(validUntil.get()) + " UTC.");
  }

  private static Fact watching(List<WatchState> watches) {
    long open = watches.stream().filter(each -> each.silence().isZero()).count();
    return new Fact(
        "Watches",
        new Badge(
            open == watches.size() ? Tone.GOOD : Tone.WARNING, open + " of " + watches.size()),
        open == watches.size()
            ? "All are open: changes are seen at once."
            : "Some are silent, and changes aren't seen.");
  }

  List<Fact> watches(InjectorState state) {
    return state.watches().stream().map(Health::watch).toList();
  }

  private static Fact watch(WatchState watch) {
    boolean isOpen = watch.silence().isZero();
    boolean isLong = watch.silence().compareTo(LONG_SILENCE) > 0;
    return new Fact(
        watch.what(),
        new Badge(
            isOpen ? Tone.GOOD : isLong ? Tone.BAD : Tone.WARNING, isOpen ? "open" : "silent"),
        isOpen
            ? "Changes are seen at once."
            : "Nothing has been heard for "
                + watch.silence().toSeconds()
                + " seconds; pods are answered from what was known then.");
  }
}
