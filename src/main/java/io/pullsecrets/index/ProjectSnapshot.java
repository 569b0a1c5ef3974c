package io.pullsecrets.index;

import io.pullsecrets.injection.Candidates;
import io.pullsecrets.project.Project;
import java.util.Objects;

/**
 * A project at one moment. Immutable, so that a decision sees no change half-way.
 *
 * @param project the project
 * @param candidates the pull secrets that its pods can get
 */
public record ProjectSnapshot(Project project, Candidates candidates) {
  public ProjectSnapshot {
    Objects.requireNonNull(project, "project");
    Objects.requireNonNull(candidates, "candidates");
  }
}
