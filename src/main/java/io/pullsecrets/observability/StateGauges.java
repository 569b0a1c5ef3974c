package io.pullsecrets.observability;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.pullsecrets.index.WatchState;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Shows the {@link InjectorState} as gauges. */
@Singleton
final class StateGauges {
  private static final String PREFIX = "pull.secret.injector.";

  private final StateKeeper keeper;
  private final MeterRegistry registry;
  private final List<Gauge> gauges = new ArrayList<>();

  @Inject
  StateGauges(StateKeeper keeper, MeterRegistry registry) {
    this.keeper = keeper;
    this.registry = registry;
  }

  /** After the keeper's first look, by which it is known what is watched. */
  void register(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER + 1) StartupEvent event) {
    gauge(
        "leader",
        "1 on the replica that writes the copies, 0 on the others",
        Tags.empty(),
        state -> state.replication().leads() ? 1 : 0);
    gauge(
        "copies.desired",
        "Copies that there should be; 0 on a replica that doesn't lead",
        Tags.empty(),
        state -> state.replication().copiesDesired());
    gauge(
        "copies.present",
        "Copies that are there; 0 on a replica that doesn't lead",
        Tags.empty(),
        InjectorState::copiesPresent);
    gauge(
        "copies.failing",
        "Writes of copies that the API server refused and that are tried again; 0 on a replica that"
            + " doesn't lead",
        Tags.empty(),
        state -> state.replication().copiesFailing());
    for (EventReason reason : EventReason.values()) {
      if (!reason.isDeed()) {
        gauge(
            "problems",
            "Secrets of which an Event of this reason describes a problem that still exists; 0 on"
                + " a replica that doesn't lead",
            Tags.of("reason", reason.word()),
            state -> state.problems(reason));
      }
    }
    gauge(
        "certificate.remaining.seconds",
        "Time until the served certificate ends; negative once it has, 0 while none is served",
        Tags.empty(),
        state ->
            state
                .certificateValidUntil()
                .map(end -> seconds(Duration.between(Instant.now(), end)))
                .orElse(0.0));
    registerIndex();
    for (WatchState watch : keeper.now().watches()) {
      gauge(
          "watch.silence.seconds",
          "Time since a watch was last known to work; 0 as long as it is open",
          Tags.of("what", watch.what()),
          state -> silence(state, watch.what()));
    }
  }

  /**
   * The registry outlives the server where one process starts several (tests, live reload), and
   * would go on asking this one's keeper.
   */
  void unregister(@Observes ShutdownEvent event) {
    gauges.forEach(registry::remove);
  }

  private void registerIndex() {
    gauge(
        "index.projects",
        "Namespaces that are projects",
        Tags.empty(),
        state -> state.index().projects());
    secrets("cluster-wide", state -> state.index().clusterWideSecrets());
    secrets("project", state -> state.index().projectSecrets());
    secrets("copy", state -> state.index().copies());
    secrets("other", state -> state.index().otherSecrets());
    gauge(
        "index.service.accounts",
        "ServiceAccounts that are kept since they can matter to a decision",
        Tags.empty(),
        state -> state.index().serviceAccounts());
  }

  private void secrets(String kind, ToDoubleFunction<InjectorState> value) {
    gauge(
        "index.secrets",
        "Docker Secrets that are known: cluster-wide (or of a department), of projects, copies, and"
            + " others, which lie in no project",
        Tags.of("kind", kind),
        value);
  }

  private void gauge(
      String name, String description, Tags tags, ToDoubleFunction<InjectorState> value) {
    gauges.add(
        Gauge.builder(PREFIX + name, () -> value.applyAsDouble(keeper.now()))
            .description(description)
            .tags(tags)
            .register(registry));
  }

  private static double silence(InjectorState state, String what) {
    return state.watches().stream()
        .filter(watch -> watch.what().equals(what))
        .mapToDouble(watch -> seconds(watch.silence()))
        .findAny()
        .orElse(0);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
