package io.pullsecrets.replicator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.pullsecrets.configuration.InjectorConfiguration;
import io.pullsecrets.index.ClusterIndex;
import io.pullsecrets.index.Informers;
import io.pullsecrets.index.SecretFacts;
import io.pullsecrets.project.ProjectSecrets;
import io.pullsecrets.registry.PullSecret;
import io.pullsecrets.replication.Action;
import io.pullsecrets.replication.NamespacePass;
import io.pullsecrets.replication.PresentSecret;
import io.pullsecrets.replication.ReplicationPlan;
import io.pullsecrets.replication.Source;
import io.pullsecrets.replicator.Restorations.Demand;
import io.pullsecrets.start.WarmUpEnd;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jboss.logging.Logger;

/**
 * Keeps the copies of the cluster-wide Secrets in step, on the replica that leads.
 *
 * <p>Level-triggered: a change in the index marks a namespace as due, and what has to be written is
 * found by a new {@link ReplicationPlan} from what is there. So nothing depends on seeing each
 * event, and a pass over all namespaces from time to time is the net below. Namespaces are worked
 * on side by side; one that fails is tried again later and later, and holds up no other.
 */
@Singleton
public final class Replicator {
  private static final Logger LOG = Logger.getLogger(Replicator.class);
  private static final int WORKERS = 4;
  private static final Duration FULL_PASS = Duration.ofMinutes(10);

  private final ClusterIndex index;
  private final Informers informers;
  private final WarmUpEnd warmUpEnd;
  private final Leadership leadership;
  private final CopyWriter writer;
  private final WorkQueue queue;
  private final String sourceNamespace;
  private final boolean seesCopies;
  private final List<ReplicationListener> listeners = new CopyOnWriteArrayList<>();

  /** The last look at each namespace since this replica leads. */
  private final Map<String, NamespacePass> passes = new ConcurrentHashMap<>();

  private volatile Sources sources = new Sources(List.of(), List.of());

  private final Restorations restorations = new Restorations(System::nanoTime);

  /** What each namespace needed at the last look. */
  private final Map<String, Demand> demands = new ConcurrentHashMap<>();

  /** When something first called for the look that is due at a namespace, in nanoseconds. */
  private final Map<String, Long> dueSince = new ConcurrentHashMap<>();

  @Inject
  Replicator(
      KubernetesClient client,
      ClusterIndex index,
      Informers informers,
      InjectorConfiguration configuration,
      WarmUpEnd warmUpEnd) {
    this(
        client,
        index,
        informers,
        configuration,
        warmUpEnd,
        new Leadership(client, configuration.namespace(), Leadership.LEASE),
        WorkQueue.FIRST_RETRY);
  }

  Replicator(
      KubernetesClient client,
      ClusterIndex index,
      Informers informers,
      InjectorConfiguration configuration,
      WarmUpEnd warmUpEnd,
      Leadership leadership,
      Duration firstRetry) {
    this.index = index;
    this.informers = informers;
    this.warmUpEnd = warmUpEnd;
    this.leadership = leadership;
    this.sourceNamespace = configuration.clusterWideNamespace();
    this.seesCopies = configuration.projectSecrets() != ProjectSecrets.NONE;
    SecretRequests requests = new SecretRequests(client);
    SourceContents contents = new SourceContents(requests, sourceNamespace);
    this.writer = new CopyWriter(requests, contents, sourceNamespace, leadership::isHeld);
    this.queue =
        new WorkQueue(
            WORKERS,
            this::work,
            () -> {
              contents.forget();
              listeners.forEach(ReplicationListener::idle);
            },
            firstRetry);
  }

  /** Has a listener told of all that this replica does while it leads. */
  public void addListener(ReplicationListener listener) {
    listeners.add(listener);
  }

  /** What is known now of the copies. */
  public ReplicationState state() {
    return leads() ? new ReplicationState(true, passes) : ReplicationState.NOT_LEADING;
  }

  /** Whether this replica is the one that writes. */
  public boolean leads() {
    return leadership.isHeld();
  }

  /** The replica that writes, as the Lease named it last: its pod's name and a unique part. */
  public Optional<String> leader() {
    return leadership.holder();
  }

  void start(@Observes StartupEvent event) {
    if (!seesCopies) {
      LOG.info("No copies are written, since no project's Secrets are read");
      return;
    }
    index.onChange(this::changed);
    // Who doesn't know the cluster yet can't lead: a plan from half an index would take what isn't
    // listed yet for gone.
    warmUpEnd.whenReached(() -> informers.whenListed(() -> leadership.seek(this::begin)));
    queue.repeat(this::passOverAll, FULL_PASS);
  }

  void stop(@Observes ShutdownEvent event) {
    queue.close();
    leadership.end();
  }

  private void changed(String namespace) {
    if (namespace.equals(sourceNamespace)) {
      passOverAll();
    } else if (leadership.isHeld()) {
      add(namespace);
    }
  }

  /** What was known in an earlier time as the leader is of no worth any more. */
  private void begin() {
    passes.clear();
    demands.clear();
    restorations.forgetAll();
    dueSince.clear();
    passOverAll();
  }

  private void add(String namespace) {
    dueSince.putIfAbsent(namespace, System.nanoTime());
    Demand before = demands.get(namespace);
    if (before == null || before.equals(demand(namespace))) {
      queue.add(namespace);
    } else {
      // What can't be written there must not hold up a rotation, or a removal, of something else.
      queue.addAnew(namespace);
    }
  }

  /** Looks at all namespaces, as it does from time to time by itself. */
  void passOverAll() {
    if (leadership.isHeld()) {
      index.namespaces().forEach(this::add);
    }
  }

  private WorkQueue.Result work(String namespace) {
    // Before the plan is made, since what comes after it calls for another look. A look that is
    // tried again has no entry but that of the try before.
    long since = Objects.requireNonNullElseGet(dueSince.remove(namespace), System::nanoTime);
    Demand demand = demand(namespace);
    demands.put(namespace, demand);
    ReplicationPlan plan = plan(namespace, demand);
    Attempt attempt = new Attempt();
    Duration pause = restorations.pause(namespace, demand);
    if (pause.isZero()) {
      attempt.write(plan.actions());
    } else {
      attempt.putOff(plan.actions(), pause);
    }
    if (attempt.endedEarly) {
      return new WorkQueue.Result.Done();
    }
    NamespacePass pass = new NamespacePass(namespace, plan, attempt.written, attempt.refused);
    if (index.isKnown(namespace)) {
      passes.put(namespace, pass);
    } else {
      passes.remove(namespace);
      demands.remove(namespace);
      restorations.forget(namespace);
    }
    listeners.forEach(each -> each.passed(pass));
    if (attempt.refused.isEmpty()) {
      if (!attempt.written.isEmpty()) {
        restorations.done(namespace, demand);
        Duration sinceDue = Duration.ofNanos(System.nanoTime() - since);
        listeners.forEach(each -> each.inStep(sinceDue));
      }
      return new WorkQueue.Result.Done();
    }
    attempt.refused.forEach(
        (action, reason) ->
            LOG.warnf(
                "reason=%s Tried again later: %s (%s)", action.code(), action.sentence(), reason));
    dueSince.merge(namespace, since, Math::min);
    return new WorkQueue.Result.Failed(attempt.notBefore, !attempt.unavailable);
  }

  /** What became of the actions for one namespace. */
  private final class Attempt {
    private final List<Action> written = new ArrayList<>();
    private final Map<Action, String> refused = new LinkedHashMap<>();
    private Duration notBefore = Duration.ZERO;

    /** Whether the API server is away or asks for less: then nothing comes sooner. */
    private boolean unavailable;

    /** Whether this replica no longer led, so that nothing is known. */
    private boolean endedEarly;

    void write(List<Action> actions) {
      for (Action action : actions) {
        if (!leadership.isHeld()) {
          endedEarly = true;
          return;
        }
        WriteOutcome outcome = writer.apply(action);
        listeners.forEach(each -> each.tried(action, outcome));
        if (outcome instanceof WriteOutcome.Written) {
          LOG.infof("reason=%s %s", action.code(), action.sentence());
          written.add(action);
        } else if (outcome instanceof WriteOutcome.Overtaken overtaken) {
          LOG.debugf("Left: %s (%s)", action.sentence(), overtaken.reason());
        } else if (outcome instanceof WriteOutcome.Refused refusal) {
          refused.put(action, refusal.reason());
        } else if (outcome instanceof WriteOutcome.Unavailable away) {
          refused.put(action, away.reason());
          notBefore = away.retryAfter();
          unavailable = true;
          return;
        }
      }
    }

    void putOff(List<Action> actions, Duration pause) {
      actions.forEach(action -> refused.put(action, "somebody else keeps changing it"));
      notBefore = pause;
    }
  }

  /**
   * What has to be written in a namespace as it is now, on whatever replica; empty while that can't
   * be known.
   */
  public Optional<ReplicationPlan> planFor(String namespace) {
    return seesCopies && informers.haveListed()
        ? Optional.of(plan(namespace, demand(namespace)))
        : Optional.empty();
  }

  private Demand demand(String namespace) {
    return new Demand(sources(), index.project(namespace));
  }

  private ReplicationPlan plan(String namespace, Demand demand) {
    return ReplicationPlan.of(
        sourceNamespace,
        demand.sources(),
        demand.project(),
        index.secrets(namespace).stream().map(Replicator::present).toList());
  }

  /** Made once for all namespaces, which share them. */
  private List<Source> sources() {
    List<SecretFacts> secrets = index.clusterWideSecrets();
    Sources known = sources;
    if (known.secrets() != secrets) {
      known = new Sources(secrets, secrets.stream().map(Replicator::source).toList());
      sources = known;
    }
    return known.sources();
  }

  /** What was made of which list. */
  private record Sources(List<SecretFacts> secrets, List<Source> sources) {}

  private static Source source(SecretFacts facts) {
    PullSecret copy = facts.secret().repaired();
    return new Source(
        facts.secret().name(),
        facts.uid(),
        facts.resourceVersion(),
        facts.type(),
        facts.repairedHash(),
        copy.credentialsDigest(),
        copy.givesCredential(),
        facts.reach().orElseThrow());
  }

  private static PresentSecret present(SecretFacts facts) {
    return new PresentSecret(
        facts.secret().namespace(),
        facts.secret().name(),
        facts.uid(),
        facts.resourceVersion(),
        facts.type().typeName(),
        facts.contentHash(),
        facts.secret().credentialsDigest(),
        facts.copyMark());
  }
}
