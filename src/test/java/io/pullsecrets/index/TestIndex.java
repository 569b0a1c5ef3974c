package io.pullsecrets.index;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.pullsecrets.configuration.InjectorConfiguration;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

/** An index with its informers, without Quarkus. */
public final class TestIndex implements AutoCloseable {
  private final ClusterIndex index;
  private final Informers informers;

  public TestIndex(KubernetesClient client, InjectorConfiguration configuration) {
    index = new ClusterIndex(configuration);
    informers = new Informers(client, index, configuration);
  }

  public ClusterIndex index() {
    return index;
  }

  public Informers informers() {
    return informers;
  }

  public void start() {
    informers.start(new StartupEvent());
  }

  @Override
  public void close() {
    informers.stop(new ShutdownEvent());
  }
}
