package io.pullsecrets.replicator;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.pullsecrets.NeedsRealApi;
import io.pullsecrets.RealApi;

/** The stories beside a real API server, one for all. */
@NeedsRealApi
class RealReplicationFaultIT extends ReplicationFaultStories {
  @Override
  ApiServer startApi() {
    return new RealApiServer(RealApi.get());
  }

  @Override
  int manyProjects() {
    return 500;
  }

  private static final class RealApiServer implements ApiServer {
    private final KubernetesClient admin;

    RealApiServer(RealApi api) {
      admin = new KubernetesClientBuilder().withConfig(api.config()).build();
    }

    @Override
    public Config config() {
      return admin.getConfiguration();
    }

    @Override
    public void terminate(String namespace) {
      admin.namespaces().withName(namespace).delete();
    }

    @Override
    public void remove(String namespace) {
      admin.raw(
          "/api/v1/namespaces/" + namespace + "/finalize",
          "PUT",
          new NamespaceBuilder()
              .withNewMetadata()
              .withName(namespace)
              .endMetadata()
              .withNewSpec()
              .endSpec()
              .build());
    }

    @Override
    public void close() {
      admin.close();
    }
  }
}
