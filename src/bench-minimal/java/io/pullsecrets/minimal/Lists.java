package io.pullsecrets.minimal;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpsServerStart;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Lists and watches the three kinds that the product does; ready when it has listed and listens.
 */
@Readiness
@Singleton
final class Lists implements HealthCheck {
  private final KubernetesClient client;
  private final List<SharedIndexInformer<?>> informers = new ArrayList<>();
  private volatile boolean listening;

  @Inject
  Lists(KubernetesClient client) {
    this.client = client;
  }

  void start(@Observes StartupEvent event) {
    informers.add(client.namespaces().runnableInformer(0));
    informers.add(client.secrets().inAnyNamespace().runnableInformer(0));
    informers.add(client.serviceAccounts().inAnyNamespace().runnableInformer(0));
    informers.forEach(SharedIndexInformer::start);
  }

  void listens(@ObservesAsync HttpsServerStart started) {
    listening = true;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("listed")
        .status(listening && informers.stream().allMatch(SharedIndexInformer::hasSynced))
        .build();
  }
}
