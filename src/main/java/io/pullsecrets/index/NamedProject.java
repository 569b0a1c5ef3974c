package io.pullsecrets.index;

import io.pullsecrets.project.Project;
import java.util.Objects;

/**
 * A project as its namespace shows it, with the name by which {@link Departments} knows it.
 *
 * @param name the value of the project label
 * @param project the project, with a department if the namespace itself names one
 */
public record NamedProject(String name, Project project) {
  public NamedProject {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(project, "project");
  }

  /** The project in its department. What the namespace itself says counts first. */
  Project in(Departments departments) {
    return project.department().isPresent()
        ? project
        : project.withDepartment(departments.of(name));
  }
}
