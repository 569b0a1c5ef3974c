package io.pullsecrets.replication;

import java.util.Objects;

/**
 * A name that a copy should have belongs to somebody else's Secret with other credentials.
 *
 * @param namespace where
 * @param name the taken name
 * @param derivedName the name that the copy has instead
 * @param derivedNameTaken whether that one is taken as well, so that there is no copy
 * @param source what should be copied
 */
public record Conflict(
    String namespace, String name, String derivedName, boolean derivedNameTaken, Source source) {
  public Conflict {
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(derivedName, "derivedName");
    Objects.requireNonNull(source, "source");
  }

  /** One sentence for people. Holds names only. */
  public String sentence() {
    return ("Namespace %s has a secret %s of its own with other credentials than the cluster-wide"
            + " one, whose copy %s.")
        .formatted(
            namespace,
            name,
            derivedNameTaken
                ? "can't be named " + derivedName + " either and is left out"
                : "is named " + derivedName);
  }
}
