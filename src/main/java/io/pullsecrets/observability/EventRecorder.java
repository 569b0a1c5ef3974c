package io.pullsecrets.observability;

import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.pullsecrets.configuration.InjectorConfiguration;
import io.pullsecrets.index.ClusterIndex;
import io.pullsecrets.index.SecretFacts;
import io.pullsecrets.replication.NamespacePass;
import io.pullsecrets.replicator.ReplicationListener;
import io.pullsecrets.replicator.Replicator;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes Events (KEP-383, {@code events.k8s.io/v1}) on the Secrets that they are about, on the
 * replica that leads. That one can't be written is no reason to stop anything.
 */
@Singleton
public final class EventRecorder {
  private static final int HTTP_UNPROCESSABLE = 422;
  private static final Logger LOG = Logger.getLogger(EventRecorder.class);
  private static final String CONTROLLER = "pull-secret-injector/replicator";
  private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);

  /** Microseconds, as the API server keeps them. */
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final KubernetesClient client;
  private final ClusterIndex index;
  private final Replicator replicator;
  private final String sourceNamespace;
  private final boolean clusterWideSecret;
  private final String instance;
  private final Clock clock;
  private final EventPacer pacer = new EventPacer();
  private final Map<String, List<SecretFacts>> mislabelled = new ConcurrentHashMap<>();
  private final Set<String> copied = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean lookIsDue = new AtomicBoolean();
  private final Map<EventReason, Counter> written = new EnumMap<>(EventReason.class);
  private volatile List<SecretEvent> standing = List.of();
  private boolean failureIsKnown;
  private @Nullable ScheduledFuture<?> lookAgain;
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread recorder = new Thread(task, "events");
            recorder.setDaemon(true);
            return recorder;
          });

  @Inject
  EventRecorder(
      KubernetesClient client,
      ClusterIndex index,
      Replicator replicator,
      InjectorConfiguration configuration,
      MeterRegistry registry) {
    this(client, index, replicator, configuration, registry, Clock.systemUTC());
  }

  EventRecorder(
      KubernetesClient client,
      ClusterIndex index,
      Replicator replicator,
      InjectorConfiguration configuration,
      MeterRegistry registry,
      Clock clock) {
    this.client = client;
    this.index = index;
    this.replicator = replicator;
    this.sourceNamespace = configuration.clusterWideNamespace();
    this.clusterWideSecret = configuration.clusterWideSecret();
    this.instance = Optional.ofNullable(System.getenv("HOSTNAME")).orElse("pull-secret-injector");
    this.clock = clock;
    thread.setRemoveOnCancelPolicy(true);
    for (EventReason reason : EventReason.values()) {
      written.put(
          reason,
          Counter.builder("pull.secret.injector.events")
              .description("Events written, or counted on, by reason")
              .tag("reason", reason.word())
              .register(registry));
    }
  }

  /** What Events tell that is so now, not what was done. Empty on a replica that doesn't lead. */
  List<SecretEvent> standing() {
    return replicator.leads() ? standing : List.of();
  }

  /** Before the replicator starts, so that nothing is missed. */
  void start(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) StartupEvent event) {
    replicator.addListener(
        new ReplicationListener() {
          @Override
          public void passed(NamespacePass pass) {
            remember(pass);
          }

          @Override
          public void idle() {
            lookSoon();
          }
        });
  }

  void stop(@Observes ShutdownEvent event) {
    thread.shutdownNow();
  }

  private void remember(NamespacePass pass) {
    List<SecretFacts> found = clusterWideIn(pass.namespace());
    if (found.isEmpty()) {
      mislabelled.remove(pass.namespace());
    } else {
      mislabelled.put(pass.namespace(), found);
    }
    pass.written().forEach(action -> SourceEvents.source(action).ifPresent(copied::add));
  }

  /** One look is enough for all that comes before it begins. */
  private void lookSoon() {
    if (!lookIsDue.getAndSet(true) && !thread.isShutdown()) {
      thread.execute(this::tell);
    }
  }

  /** In the place of what was due later; by the recorder's thread only. */
  private void lookAgain(Duration after) {
    if (lookAgain != null) {
      lookAgain.cancel(false);
    }
    if (!thread.isShutdown()) {
      lookAgain = thread.schedule(this::tell, after.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** What the label of a cluster-wide Secret makes of none, since it stands elsewhere. */
  private List<SecretFacts> clusterWideIn(String namespace) {
    return namespace.equals(sourceNamespace)
        ? List.of()
        : index.secrets(namespace).stream()
            .filter(secret -> secret.reach().isPresent() && secret.copyMark().isEmpty())
            .toList();
  }

  private void tell() {
    lookIsDue.set(false);
    if (!replicator.leads()) {
      mislabelled.clear();
      copied.clear();
      return;
    }
    try {
      Instant now = clock.instant();
      List<SecretEvent> all = all();
      standing = all.stream().filter(each -> !each.reason().isDeed()).toList();
      EventPacer.Round round = pacer.next(all, now);
      boolean refused = false;
      for (SecretEvent event : round.due()) {
        refused |= !isWritten(event, now);
      }
      failureIsKnown = refused;
      Optional<Duration> next = round.nextLook().map(at -> Duration.between(now, at));
      if (refused && next.filter(wait -> wait.compareTo(AFTER_FAILURE) < 0).isEmpty()) {
        next = Optional.of(AFTER_FAILURE);
      }
      next.ifPresent(this::lookAgain);
    } catch (KubernetesClientException e) {
      if (!failureIsKnown) {
        LOG.warnf("Events can't be written, which is tried again: answer %d", e.getCode());
        failureIsKnown = true;
      }
      lookAgain(AFTER_FAILURE);
    } catch (RuntimeException e) {
      LOG.error("Events can't be written", e);
    }
  }

  /** All that there is to tell now, known or not. */
  List<SecretEvent> all() {
    Set<String> deeds = Set.copyOf(copied);
    List<SecretFacts> sources = index.clusterWideSecrets();
    List<SecretEvent> events =
        new ArrayList<>(new SourceEvents(replicator.state().passes().values()).of(sources, deeds));
    // A source that is gone has no Event any more.
    Set<String> gone = new HashSet<>(deeds);
    sources.forEach(source -> gone.remove(source.uid()));
    copied.removeAll(gone);
    if (clusterWideSecret) {
      // Run:ai's own propagation makes Secrets with a source's name
      Set<String> names =
          sources.stream().map(source -> source.secret().name()).collect(Collectors.toSet());
      mislabelled.values().stream()
          .flatMap(List::stream)
          .filter(secret -> !names.contains(secret.secret().name()))
          .map(secret -> SourceEvents.labelIgnored(secret, sourceNamespace))
          .forEach(events::add);
    }
    return events;
  }

  /** False if the API server refuses this one; it may well take the others. */
  private boolean isWritten(SecretEvent event, Instant now) {
    try {
      write(event, now);
    } catch (KubernetesClientException e) {
      if (e.getCode() != HTTP_UNPROCESSABLE && e.getCode() != HttpURLConnection.HTTP_BAD_REQUEST) {
        throw e;
      }
      if (!failureIsKnown) {
        LOG.warnf(
            "Event %s of Secret %s/%s is refused, and is tried again: answer %d",
            event.reason().word(), event.namespace(), event.name(), e.getCode());
      }
      return false;
    }
    if (event.reason() == EventReason.COPIED) {
      copied.remove(event.uid());
    }
    return true;
  }

  private void write(SecretEvent event, Instant now) {
    writeOrCount(event, now);
    Counter counter = written.get(event.reason());
    if (counter != null) {
      counter.increment();
    }
  }

  private void writeOrCount(SecretEvent event, Instant now) {
    Optional<EventPacer.Told> series = pacer.series(event, now);
    if (series.isPresent() && count(event, series.get(), now)) {
      pacer.told(event, series.get().eventName(), series.get().count() + 1, now);
      return;
    }
    Event created = client.resource(event(event, now)).create();
    pacer.told(event, created.getMetadata().getName(), 1, now);
  }

  /** Counts on an Event that says the same; false if it is gone by now. */
  private boolean count(SecretEvent event, EventPacer.Told last, Instant now) {
    try {
      // Of an object at hand: by its name alone, the client would first ask for it, which is one
      // more request and one more right.
      client
          .resource(
              new EventBuilder()
                  .withNewMetadata()
                  .withNamespace(event.namespace())
                  .withName(last.eventName())
                  .endMetadata()
                  .build())
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              "{\"series\":{\"count\":%d,\"lastObservedTime\":\"%s\"}}"
                  .formatted(last.count() + 1, MICROS.format(now)));
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  private Event event(SecretEvent event, Instant now) {
    return new EventBuilder()
        .withNewMetadata()
        .withNamespace(event.namespace())
        .withGenerateName("pull-secret-injector-")
        .endMetadata()
        .withEventTime(new MicroTime(MICROS.format(now)))
        .withReportingController(CONTROLLER)
        .withReportingInstance(instance)
        .withAction("Replicate")
        .withReason(event.reason().word())
        .withType(event.reason().type())
        .withNote(event.note())
        .withNewRegarding()
        .withApiVersion("v1")
        .withKind("Secret")
        .withNamespace(event.namespace())
        .withName(event.name())
        .withUid(event.uid())
        .endRegarding()
        .build();
  }
}
