package io.pullsecrets.replicator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.pullsecrets.configuration.InjectorConfiguration;
import io.pullsecrets.index.TestIndex;
import io.pullsecrets.start.TestWarmUpEnd;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.time.Duration;

/** A replica of the product as far as it writes copies, without Quarkus. It has started. */
final class Replica implements AutoCloseable {
  private final KubernetesClient client;
  private final TestIndex index;
  private final Replicator replicator;

  /**
   * Starts one.
   *
   * @param client closed with the replica
   * @param configuration of the product
   */
  Replica(KubernetesClient client, InjectorConfiguration configuration) {
    this(client, configuration, WorkQueue.FIRST_RETRY);
  }

  /**
   * Starts one.
   *
   * @param firstRetry how long a namespace waits when something there couldn't be written
   */
  Replica(KubernetesClient client, InjectorConfiguration configuration, Duration firstRetry) {
    this.client = client;
    index = new TestIndex(client, configuration);
    replicator =
        new Replicator(
            client,
            index.index(),
            index.informers(),
            configuration,
            TestWarmUpEnd.reached(),
            new Leadership(client, configuration.namespace(), Leadership.LEASE),
            firstRetry);
    index.start();
    replicator.start(new StartupEvent());
  }

  /** How many copies are yet to be written, since that wasn't possible. */
  int failing() {
    return replicator.state().copiesFailing();
  }

  /** Whether its index holds that Secret. */
  boolean knows(String namespace, String name) {
    return index.index().secrets(namespace).stream()
        .anyMatch(each -> each.secret().name().equals(name));
  }

  @Override
  public void close() {
    replicator.stop(new ShutdownEvent());
    index.close();
    client.close();
  }
}
