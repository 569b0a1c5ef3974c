package io.pullsecrets.replicator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.pullsecrets.configuration.InjectorConfiguration;
import io.pullsecrets.index.TestIndex;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

/** A replicator without Quarkus. */
public final class TestReplicator implements AutoCloseable {
  private final Replicator replicator;

  public TestReplicator(
      KubernetesClient client, TestIndex index, InjectorConfiguration configuration) {
    replicator = new Replicator(client, index.index(), index.informers(), configuration);
  }

  public Replicator replicator() {
    return replicator;
  }

  public void start() {
    replicator.start(new StartupEvent());
  }

  @Override
  public void close() {
    replicator.stop(new ShutdownEvent());
  }
}
