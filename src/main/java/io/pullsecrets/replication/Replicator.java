package io.pullsecrets.replication;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.pullsecrets.configuration.InjectorConfiguration;
import io.pullsecrets.index.ClusterIndex;
import io.pullsecrets.index.Informers;
import io.pullsecrets.index.ProjectSnapshot;
import io.pullsecrets.index.SecretFacts;
import io.pullsecrets.registry.PullSecret;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
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
  private static final Duration FIRST_RETRY = Duration.ofMillis(500);
  private static final int MOST_DOUBLINGS = 7;

  private final ClusterIndex index;
  private final Informers informers;
  private final Leadership leadership;
  private final CopyWriter writer;
  private final String sourceNamespace;
  private final Set<String> due = ConcurrentHashMap.newKeySet();
  private final Set<String> inWork = ConcurrentHashMap.newKeySet();
  private final Set<String> again = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> failures = new ConcurrentHashMap<>();
  private final ScheduledThreadPoolExecutor workers =
      new ScheduledThreadPoolExecutor(
          WORKERS,
          task -> {
            Thread thread = new Thread(task, "replicator");
            thread.setDaemon(true);
            return thread;
          });

  @Inject
  Replicator(
      KubernetesClient client,
      ClusterIndex index,
      Informers informers,
      InjectorConfiguration configuration) {
    this.index = index;
    this.informers = informers;
    this.sourceNamespace = configuration.clusterWideNamespace();
    this.writer = new CopyWriter(client, sourceNamespace);
    this.leadership = new Leadership(client, sourceNamespace, this::allAreDue);
    workers.setRemoveOnCancelPolicy(true);
  }

  void start(@Observes StartupEvent event) {
    index.onChange(this::changed);
    informers.whenListed(this::allAreDue);
    leadership.seek();
    ScheduledFuture<?> unused =
        workers.scheduleWithFixedDelay(
            this::allAreDue, FULL_PASS.toMillis(), FULL_PASS.toMillis(), TimeUnit.MILLISECONDS);
  }

  void stop(@Observes ShutdownEvent event) {
    workers.shutdownNow();
    leadership.end();
  }

  private void changed(String namespace) {
    if (namespace.equals(sourceNamespace)) {
      allAreDue();
    } else {
      isDue(namespace, Duration.ZERO);
    }
  }

  private void allAreDue() {
    if (mayWrite()) {
      index.namespaces().forEach(namespace -> isDue(namespace, Duration.ZERO));
    }
  }

  /** A plan from half an index would take what isn't listed yet for gone. */
  private boolean mayWrite() {
    return informers.haveListed() && leadership.isHeld();
  }

  private void isDue(String namespace, Duration after) {
    if (mayWrite() && due.add(namespace) && !workers.isShutdown()) {
      ScheduledFuture<?> unused =
          workers.schedule(() -> work(namespace), after.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void work(String namespace) {
    due.remove(namespace);
    if (!inWork.add(namespace)) {
      again.add(namespace);
      lookAgain(namespace);
      return;
    }
    try {
      for (Action action : plan(namespace).actions()) {
        if (!leadership.isHeld()) {
          return;
        }
        apply(action);
      }
      failures.remove(namespace);
    } catch (KubernetesClientException e) {
      Duration delay = nextDelay(namespace);
      LOG.warnf("Copies in namespace %s wait %d ms: %s", namespace, delay.toMillis(), reason(e));
      isDue(namespace, delay);
    } catch (RuntimeException e) {
      LOG.errorf(e, "Copies in namespace %s could not be written", namespace);
      isDue(namespace, nextDelay(namespace));
    } finally {
      inWork.remove(namespace);
      lookAgain(namespace);
    }
  }

  /** What became due while a worker was at it is looked at when that worker is done. */
  private void lookAgain(String namespace) {
    if (!inWork.contains(namespace) && again.remove(namespace)) {
      isDue(namespace, Duration.ZERO);
    }
  }

  private ReplicationPlan plan(String namespace) {
    return ReplicationPlan.of(
        sourceNamespace,
        index.clusterWideSecrets().stream().map(Replicator::source).toList(),
        index.project(namespace).map(ProjectSnapshot::project),
        index.secrets(namespace).stream().map(Replicator::present).toList());
  }

  private void apply(Action action) {
    try {
      if (writer.apply(action)) {
        LOG.info(action.sentence());
      }
    } catch (KubernetesClientException e) {
      if (!isOvertaken(e)) {
        throw e;
      }
      LOG.debugf("%s/%s: %s", action.namespace(), action.name(), reason(e));
    }
  }

  /**
   * Whether something else has changed what the plan saw: the copy is there already, or another, or
   * its namespace has gone. The index will hear of it, and that brings a new plan.
   */
  private static boolean isOvertaken(KubernetesClientException refusal) {
    return refusal.getCode() == HttpURLConnection.HTTP_CONFLICT
        || refusal.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
  }

  /** Not the exception's message, which may quote the object. */
  private static String reason(KubernetesClientException refusal) {
    return refusal.getStatus() == null
        ? "no answer from the API server"
        : refusal.getCode() + " " + refusal.getStatus().getReason();
  }

  /** Doubled with each failure, and spread, so that namespaces don't come back all at once. */
  private Duration nextDelay(String namespace) {
    int failed = failures.merge(namespace, 1, Integer::sum);
    long most = FIRST_RETRY.toMillis() << Math.min(failed - 1, MOST_DOUBLINGS);
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most / 2, most + 1));
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
        copy.credentials().stream().anyMatch(each -> !each.empty()));
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
