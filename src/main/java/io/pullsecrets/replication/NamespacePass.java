package io.pullsecrets.replication;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One look at a namespace: what had to be written there, and what became of it.
 *
 * @param namespace where
 * @param plan what had to be written, and what is in the way
 * @param written the actions that were carried out
 * @param refused the actions that the API server didn't carry out and that are tried again, each
 *     with the reason, a clause for people
 */
public record NamespacePass(
    String namespace, ReplicationPlan plan, List<Action> written, Map<Action, String> refused) {
  public NamespacePass {
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(plan, "plan");
    written = List.copyOf(written);
    refused = Map.copyOf(refused);
  }
}
