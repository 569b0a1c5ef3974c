package io.pullsecrets.client;

import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.kubernetes.client.KubernetesClientObjectMapperCustomizer;
import jakarta.inject.Singleton;

/**
 * Has the Kubernetes client read each answer into buffers of its own. By default it keeps them for
 * the next answer, and with them what a Secret held, for as long as nothing else comes.
 */
@Singleton
final class ClientJson implements KubernetesClientObjectMapperCustomizer {
  @Override
  public void customize(ObjectMapper mapper) {
    mapper.getFactory().setRecyclerPool(JsonRecyclerPools.nonRecyclingPool());
  }
}
