package io.pullsecrets.fault;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.pullsecrets.replicator.Fault.OnTheWay;
import io.pullsecrets.replicator.Fault.Refusal;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/** A cluster in which much changes. What the load's answers depend on stays as it is. */
final class Churn {
  /** How many Secrets, and how many projects, come and go. */
  private static final int THINGS = 8;

  private static final List<Consumer<TestedCluster>> FAULTS =
      List.of(
          TestedCluster::breakDown,
          cluster -> cluster.rule(request -> OnTheWay.HUNG),
          cluster -> cluster.rule(request -> OnTheWay.SLOW),
          cluster -> cluster.rule(request -> Refusal.TOO_MANY_REQUESTS),
          cluster -> cluster.rule(request -> Refusal.INTERNAL_ERROR),
          cluster -> cluster.rule(request -> Refusal.EXPIRED_TOKEN),
          cluster ->
              cluster.rule(request -> request.isWatch() ? OnTheWay.WATCH_EXPIRED : OnTheWay.NONE),
          TestedCluster::showStrangeCertificate);

  private final TestedCluster cluster;
  private final Random random = new Random(20260101);
  private int faults;

  Churn(TestedCluster cluster) {
    this.cluster = cluster;
  }

  /** Changes something. */
  void change() {
    String secret = "churn-" + random.nextInt(THINGS);
    String project = "churn-project-" + random.nextInt(THINGS);
    try {
      switch (random.nextInt(8)) {
        case 0 -> cluster.admin().secrets().inNamespace("runai").withName(secret).delete();
        case 1 -> remove(project);
        case 2 -> cluster.namespace(project, Map.of());
        case 3, 4 -> cluster.namespace(project, Map.of(TestedCluster.PROJECT_LABEL, project));
        case 5 -> cluster.secret(project, secret, secret + ".example", Map.of());
        default ->
            cluster.secret(
                "runai", secret, secret + ".example", Map.of("runai/cluster-wide", "true"));
      }
    } catch (KubernetesClientException e) {
      // A replica has written at the same time, or the namespace isn't there.
      if (e.getCode() != 409 && e.getCode() != 404 && e.getCode() != 403) {
        throw e;
      }
    }
  }

  /** Begins the next fault of the API server; {@link TestedCluster#mend} ends it. */
  void beginFault() {
    FAULTS.get(faults++ % FAULTS.size()).accept(cluster);
  }

  private void remove(String project) {
    cluster.admin().namespaces().withName(project).delete();
    cluster.admin().secrets().inNamespace(project).delete();
  }
}
