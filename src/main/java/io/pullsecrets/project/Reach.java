package io.pullsecrets.project;

import java.util.Objects;
import java.util.Optional;

/** Which projects a Secret of the cluster-wide namespace is meant for. */
public sealed interface Reach {
  /** Whether it is meant for a project. */
  boolean includes(Project project);

  /** All projects. */
  record Everyone() implements Reach {
    @Override
    public boolean includes(Project project) {
      return true;
    }
  }

  /**
   * The projects of one department. A project whose department isn't known is in none.
   *
   * @param id the department's id, as Run:ai has it
   */
  record Department(String id) implements Reach {
    public Department {
      Objects.requireNonNull(id, "id");
      if (id.isEmpty()) {
        throw new IllegalArgumentException("a department's id isn't empty");
      }
    }

    @Override
    public boolean includes(Project project) {
      return project.department().equals(Optional.of(id));
    }
  }
}
