package io.pullsecrets.project;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Run:ai project, as its namespace shows it.
 *
 * @param namespace the project's namespace
 * @param department id of the department that it belongs to, if that is known
 * @param terminating whether the namespace is being deleted; the API server takes no new pods then
 * @param optedOut whether {@link InjectSwitch} is off for the whole namespace
 */
public record Project(
    String namespace, Optional<String> department, boolean terminating, boolean optedOut) {
  public Project {
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(department, "department");
  }

  /** A project whose department isn't known. */
  public Project(String namespace, boolean terminating, boolean optedOut) {
    this(namespace, Optional.empty(), terminating, optedOut);
  }

  // By hand: docs/decisions/014-start-from-the-jvms-cache.md
  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof Project other
        && namespace.equals(other.namespace)
        && department.equals(other.department)
        && terminating == other.terminating
        && optedOut == other.optedOut;
  }

  @Override
  public int hashCode() {
    int hash = namespace.hashCode();
    hash = 31 * hash + department.hashCode();
    hash = 31 * hash + Boolean.hashCode(terminating);
    return 31 * hash + Boolean.hashCode(optedOut);
  }

  /** This project in another department. */
  public Project withDepartment(Optional<String> newDepartment) {
    return new Project(namespace, newDepartment, terminating, optedOut);
  }
}
