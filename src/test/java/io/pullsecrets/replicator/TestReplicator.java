package io.pullsecrets.replicator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.pullsecrets.configuration.InjectorConfiguration;
import io.pullsecrets.index.TestIndex;
import io.pullsecrets.start.TestWarmUpEnd;
import io.pullsecrets.start.WarmUpEnd;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

/** A replicator without Quarkus. */
public final class TestReplicator implements AutoCloseable {
  private final Replicator replicator;

  public TestReplicator(
      KubernetesClient client, TestIndex index, InjectorConfiguration configuration) {
    this(client, index, configuration, TestWarmUpEnd.reached());
  }

  TestReplicator(
      KubernetesClient client,
      TestIndex index,
      InjectorConfiguration configuration,
      WarmUpEnd warmUpEnd) {
    replicator = new Replicator(client, index.index(), index.informers(), configuration, warmUpEnd);
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
