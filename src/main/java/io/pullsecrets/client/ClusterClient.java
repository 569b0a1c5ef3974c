package io.pullsecrets.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.quarkus.kubernetes.client.KubernetesClientObjectMapper;
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
  private static final String CORE = "v1";

  /**
   * What makes a client like the server's: with event loops of its own, and watches that lose
   * nothing.
   */
  public static KubernetesClientBuilder builder(Config config) {
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientFactory(new WatchingHttpClient.Factory());
  }

  /**
   * Reads what watches bring by what it says of itself, and all else as the type that is asked for.
   * Of the 321 kinds that the library knows, these are the ones that are watched under a type of
   * their own, and what a watch ends with. To make all of them known takes a twelfth of the start
   * (docs/decisions/014-start-from-the-jvms-cache.md).
   */
  @Produces
  @Singleton
  KubernetesSerialization serialization(@KubernetesClientObjectMapper ObjectMapper json) {
    KubernetesSerialization serialization = new KubernetesSerialization(json, false);
    serialization.registerKubernetesResource(CORE, "Namespace", Namespace.class);
    serialization.registerKubernetesResource(CORE, "Secret", Secret.class);
    serialization.registerKubernetesResource(CORE, "ServiceAccount", ServiceAccount.class);
    serialization.registerKubernetesResource(CORE, "Status", Status.class);
    serialization.registerKubernetesResource(
        "admissionregistration.k8s.io/v1",
        "MutatingWebhookConfiguration",
        MutatingWebhookConfiguration.class);
    return serialization;
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
