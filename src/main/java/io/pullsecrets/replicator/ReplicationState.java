package io.pullsecrets.replicator;

import io.pullsecrets.replication.NamespacePass;
import java.util.Map;

/**
 * What this replica knows of the copies.
 *
 * @param leads whether it is the one that writes; one that doesn't knows nothing of them
 * @param passes the last look at each namespace
 */
public record ReplicationState(boolean leads, Map<String, NamespacePass> passes) {
  /** The state of a replica that doesn't lead. */
  public static final ReplicationState NOT_LEADING = new ReplicationState(false, Map.of());

  public ReplicationState {
    passes = Map.copyOf(passes);
  }

  /** How many copies there should be. */
  public int copiesDesired() {
    return passes.values().stream().mapToInt(pass -> pass.plan().copies().size()).sum();
  }

  /** How many are yet to be created, changed or deleted since the API server wouldn't do it. */
  public int copiesFailing() {
    return passes.values().stream().mapToInt(pass -> pass.refused().size()).sum();
  }
}
