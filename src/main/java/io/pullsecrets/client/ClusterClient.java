package io.pullsecrets.client;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * Makes the Kubernetes client, with event loops of its own. It parses what the API server lists
 * where it receives it, and on the event loops of the HTTPS server, which are Quarkus' choice, a
 * page of a large cluster would keep admission waiting.
 */
@Singleton
final class ClusterClient {
  @Produces
  @Singleton
  KubernetesClient make(Config config, KubernetesSerialization serialization) {
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withKubernetesSerialization(serialization)
        .withHttpClientFactory(new VertxHttpClientFactory())
        .build();
  }

  /** The event loops end with it. */
  void close(@Disposes KubernetesClient client) {
    client.close();
  }
}
