package io.pullsecrets.project;

import java.util.Objects;

/**
 * A Run:ai project, as its namespace shows it.
 *
 * @param namespace the project's namespace
 * @param terminating whether the namespace is being deleted; the API server takes no new pods then
 * @param optedOut whether {@link InjectSwitch} is off for the whole namespace
 */
public record Project(String namespace, boolean terminating, boolean optedOut) {
  public Project {
    Objects.requireNonNull(namespace, "namespace");
  }
}
