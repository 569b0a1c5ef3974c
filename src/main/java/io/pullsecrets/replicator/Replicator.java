package io.pullsecrets.replicator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.pullsecrets.configuration.InjectorConfiguration;
import io.pullsecrets.index.ClusterIndex;
import io.pullsecrets.index.Informers;
import io.pullsecrets.index.ProjectSnapshot;
import io.pullsecrets.index.SecretFacts;
import io.pullsecrets.project.ProjectSecrets;
import io.pullsecrets.registry.PullSecret;
import io.pullsecrets.replication.Action;
import io.pullsecrets.replication.NamespacePass;
import io.pullsecrets.replication.PresentSecret;
import io.pullsecrets.replication.ReplicationPlan;
import io.pullsecrets.replication.Source;
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
import java.util.function.Consumer;
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
  private final Leadership leadership;
  private final CopyWriter writer;
  private final WorkQueue queue;
  private final String sourceNamespace;
  private final boolean seesCopies;
  private volatile Consumer<NamespacePass> onPass = pass -> {};
  private volatile Runnable onIdle = () -> {};

  @Inject
  Replicator(
      KubernetesClient client,
      ClusterIndex index,
      Informers informers,
      InjectorConfiguration configuration) {
    this(
        client,
        index,
        informers,
        configuration,
        new Leadership(client, configuration.clusterWideNamespace(), Leadership.LEASE));
  }

  Replicator(
      KubernetesClient client,
      ClusterIndex index,
      Informers informers,
      InjectorConfiguration configuration,
      Leadership leadership) {
    this.index = index;
    this.informers = informers;
    this.leadership = leadership;
    this.sourceNamespace = configuration.clusterWideNamespace();
    this.seesCopies = configuration.projectSecrets() != ProjectSecrets.NONE;
    SecretRequests requests = new SecretRequests(client);
    SourceContents contents = new SourceContents(requests, sourceNamespace);
    this.writer = new CopyWriter(requests, contents, sourceNamespace);
    this.queue =
        new WorkQueue(
            WORKERS,
            this::work,
            () -> {
              contents.forget();
              onIdle.run();
            });
  }

  /**
   * Has listeners told of all that this replica does while it leads. They must be quick.
   *
   * @param newOnPass told of each look at a namespace, by several threads
   * @param newOnIdle told when nothing is left to do but what waits to be tried again
   */
  public void onProgress(Consumer<NamespacePass> newOnPass, Runnable newOnIdle) {
    onPass = newOnPass;
    onIdle = newOnIdle;
  }

  /** Whether this replica is the one that writes. */
  public boolean leads() {
    return leadership.isHeld();
  }

  void start(@Observes StartupEvent event) {
    if (!seesCopies) {
      LOG.info("No copies are written, since no project's Secrets are read");
      return;
    }
    index.onChange(this::changed);
    informers.whenListed(this::passOverAll);
    leadership.seek(this::passOverAll);
    queue.repeat(this::passOverAll, FULL_PASS);
  }

  void stop(@Observes ShutdownEvent event) {
    queue.close();
    leadership.end();
  }

  private void changed(String namespace) {
    if (namespace.equals(sourceNamespace)) {
      passOverAll();
    } else if (mayWrite()) {
      queue.add(namespace);
    }
  }

  /** Looks at all namespaces, as it does from time to time by itself. */
  void passOverAll() {
    if (mayWrite()) {
      index.namespaces().forEach(queue::add);
    }
  }

  /** A plan from half an index would take what isn't listed yet for gone. */
  private boolean mayWrite() {
    return informers.haveListed() && leadership.isHeld();
  }

  private WorkQueue.Result work(String namespace) {
    ReplicationPlan plan = plan(namespace);
    List<Action> written = new ArrayList<>();
    Map<Action, String> refused = new LinkedHashMap<>();
    Duration notBefore = Duration.ZERO;
    for (Action action : plan.actions()) {
      if (!leadership.isHeld()) {
        return new WorkQueue.Result.Done();
      }
      WriteOutcome outcome = writer.apply(action);
      if (outcome instanceof WriteOutcome.Written) {
        LOG.info(action.sentence());
        written.add(action);
      } else if (outcome instanceof WriteOutcome.Overtaken overtaken) {
        LOG.debugf("Left: %s (%s)", action.sentence(), overtaken.reason());
      } else if (outcome instanceof WriteOutcome.Refused refusal) {
        refused.put(action, refusal.reason());
      } else if (outcome instanceof WriteOutcome.Unavailable unavailable) {
        refused.put(action, unavailable.reason());
        notBefore = unavailable.retryAfter();
        break;
      }
    }
    onPass.accept(new NamespacePass(namespace, plan, written, refused));
    if (refused.isEmpty()) {
      return new WorkQueue.Result.Done();
    }
    refused.forEach(
        (action, reason) -> LOG.warnf("Tried again later: %s (%s)", action.sentence(), reason));
    return new WorkQueue.Result.Failed(notBefore);
  }

  private ReplicationPlan plan(String namespace) {
    return ReplicationPlan.of(
        sourceNamespace,
        index.clusterWideSecrets().stream().map(Replicator::source).toList(),
        index.project(namespace).map(ProjectSnapshot::project),
        index.secrets(namespace).stream().map(Replicator::present).toList());
  }

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
