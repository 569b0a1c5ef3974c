package io.pullsecrets.replicator;

import io.fabric8.kubernetes.client.Config;

/** An API server for tests, and what the controllers beside it would do to namespaces. */
interface ApiServer extends AutoCloseable {
  /** How to reach it as somebody who may do everything. */
  Config config();

  /** Has somebody delete a namespace. It is terminating until {@link #remove}. */
  void terminate(String namespace);

  /** Removes a namespace that is terminating and empty. */
  void remove(String namespace);

  @Override
  void close();
}
