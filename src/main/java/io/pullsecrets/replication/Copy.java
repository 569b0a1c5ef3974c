package io.pullsecrets.replication;

import java.util.Objects;

/**
 * A copy of a cluster-wide Secret.
 *
 * @param namespace where it is
 * @param name its name: the source's own, or the one derived from it
 * @param source what it is a copy of
 */
public record Copy(String namespace, String name, Source source) {
  public Copy {
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(source, "source");
  }
}
