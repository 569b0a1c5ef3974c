package io.pullsecrets.replicator;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.pullsecrets.index.FaultyApi;

/** The stories beside an in-memory API server, a new one for each. */
class InMemoryReplicationFaultTest extends ReplicationFaultStories {
  @Override
  ApiServer startApi() {
    return new InMemoryApiServer();
  }

  /** This API looks through all objects at each request: 500 take it a minute and more. */
  @Override
  int manyProjects() {
    return 60;
  }

  private static final class InMemoryApiServer implements ApiServer {
    private final FaultyApi api = new FaultyApi();

    @Override
    public Config config() {
      return api.config();
    }

    /** Without a finalizer it would be gone at once. */
    @Override
    public void terminate(String namespace) {
      setFinalizers(namespace, "test/hold");
      api.admin().namespaces().withName(namespace).delete();
    }

    @Override
    public void remove(String namespace) {
      setFinalizers(namespace);
    }

    private void setFinalizers(String namespace, String... finalizers) {
      api.admin()
          .namespaces()
          .withName(namespace)
          .edit(
              each ->
                  new NamespaceBuilder(each)
                      .editMetadata()
                      .withFinalizers(finalizers)
                      .endMetadata()
                      .build());
    }

    @Override
    public void close() {
      api.close();
    }
  }
}
