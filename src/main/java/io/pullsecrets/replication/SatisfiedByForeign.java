package io.pullsecrets.replication;

import java.util.Objects;

/**
 * Somebody else's Secret stands where a copy would, and gives the kubelet the same credentials: a
 * copy that Run:ai made itself, say.
 *
 * @param namespace where
 * @param name its name, and the source's
 * @param source what needs no copy
 */
public record SatisfiedByForeign(String namespace, String name, Source source) {
  public SatisfiedByForeign {
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(source, "source");
  }

  /** One sentence for people. Holds names only. */
  public String sentence() {
    return ("Namespace %s has a secret %s of its own with the credentials of the cluster-wide one,"
            + " so it gets no copy.")
        .formatted(namespace, name);
  }
}
