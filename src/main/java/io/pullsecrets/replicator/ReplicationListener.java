package io.pullsecrets.replicator;

import io.pullsecrets.replication.Action;
import io.pullsecrets.replication.NamespacePass;
import java.time.Duration;

/**
 * Is told what this replica does while it leads, by several threads. Has to be quick: writes wait
 * for it.
 */
public interface ReplicationListener {
  /** One write was tried. */
  default void tried(Action action, WriteOutcome outcome) {}

  /** A namespace was looked at, and what could be written there was. */
  default void passed(NamespacePass pass) {}

  /**
   * A namespace in which something was written has all its copies.
   *
   * @param sinceDue how long ago the change was seen that called for it, with all tries that failed
   */
  default void inStep(Duration sinceDue) {}

  /** Nothing is left to do but what waits to be tried again. */
  default void idle() {}
}
