package io.pullsecrets.client;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * Makes the Kubernetes client, with event loops of its own. It parses what the API server lists
 * where it receives it, and on the event loops of the HTTPS server, which are Quarkus' choice, a
 * page of a large cluster would keep admission waiting.
 */
@Singleton
public final class ClusterClient {
  /**
   * What makes a client like the server's: with event loops of its own, and watches that lose
   * nothing.
   */
  public static KubernetesClientBuilder builder(Config config) {
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientFactory(new WatchingHttpClient.Factory());
  }

  @Produces
  @Singleton
  KubernetesClient make(Config config, KubernetesSerialization serialization) {
    return builder(config).withKubernetesSerialization(serialization).build();
  }

  /** The event loops end with it. */
  void close(@Disposes KubernetesClient client) {
    client.close();
  }
}
