package io.pullsecrets.replication;

import java.util.Objects;

/**
 * A source is for one department, and which one a project belongs to isn't known: neither its
 * namespace nor an object of Run:ai says so. So it gets no copy.
 *
 * @param namespace the project's namespace
 * @param source what it doesn't get
 */
public record UnknownDepartment(String namespace, Source source) {
  public UnknownDepartment {
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(source, "source");
  }

  /** One sentence for people. Holds names only. */
  public String sentence() {
    return ("The department of the project in namespace %s isn't known, so it gets no copy of"
            + " secret %s, which is for one department.")
        .formatted(namespace, source.name());
  }
}
