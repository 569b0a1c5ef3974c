package io.pullsecrets.injection;

import io.pullsecrets.project.InjectSwitch;
import io.pullsecrets.project.ProjectSecrets;
import io.pullsecrets.project.Reach;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Says which Secrets someone declared for injection: cluster-wide ones and those of a department by
 * their labels in the cluster-wide namespace, and those of a project by {@link ProjectSecrets}.
 *
 * @param projectSecrets how far the choice reaches in a project's namespace
 */
public record DeclarationRule(ProjectSecrets projectSecrets) {
  /** Run:ai's label for a Secret that all projects get; only the value {@code "true"} counts. */
  public static final String CLUSTER_WIDE = "runai/cluster-wide";

  /** The same in newer Run:ai versions. */
  public static final String NEWER_CLUSTER_WIDE = "run.ai/cluster-wide";

  /** Run:ai's label for a Secret that the projects of one department get; its value is the id. */
  public static final String DEPARTMENT = "run.ai/department";

  /** Run:ai's label for what a Secret is for. */
  public static final String RESOURCE = "run.ai/resource";

  /** The value of {@link #RESOURCE} that stands for registry credentials. */
  public static final String DOCKER_REGISTRY = "docker-registry";

  public DeclarationRule {
    Objects.requireNonNull(projectSecrets, "projectSecrets");
  }

  /**
   * Which projects a Secret of the cluster-wide namespace is meant for; empty if for none. Where it
   * is labelled for all and for a department, the narrower counts.
   */
  public Optional<Reach> reachOf(Map<String, String> labels, Map<String, String> annotations) {
    boolean forEveryone =
        "true".equals(labels.get(CLUSTER_WIDE))
            || ("true".equals(labels.get(NEWER_CLUSTER_WIDE))
                && DOCKER_REGISTRY.equals(labels.getOrDefault(RESOURCE, DOCKER_REGISTRY)));
    String department = labels.getOrDefault(DEPARTMENT, "");
    boolean forDepartment = !department.isEmpty() && DOCKER_REGISTRY.equals(labels.get(RESOURCE));
    if (InjectSwitch.isOff(labels, annotations) || !(forEveryone || forDepartment)) {
      return Optional.empty();
    }
    return Optional.of(
        department.isEmpty() ? new Reach.Everyone() : new Reach.Department(department));
  }

  /** What a Secret of a project's namespace says of itself. */
  public Mark markOf(Map<String, String> labels, Map<String, String> annotations) {
    if (InjectSwitch.isOff(labels, annotations)) {
      return Mark.OFF;
    }
    return DOCKER_REGISTRY.equals(labels.get(RESOURCE)) || InjectSwitch.isOn(labels, annotations)
        ? Mark.ON
        : Mark.NONE;
  }

  /**
   * Whether a Secret of a project's namespace may be injected.
   *
   * @param listedByDefault whether the namespace's {@code default} ServiceAccount lists it
   */
  public boolean isDeclared(Mark mark, boolean listedByDefault) {
    return switch (mark) {
      case ON -> true;
      case OFF -> false;
      case NONE -> listedByDefault || projectSecrets == ProjectSecrets.ALL;
    };
  }

  /** What the labels and annotations of a Secret say about its injection. */
  public enum Mark {
    /** It declares itself. */
    ON,
    /** It must never be injected. */
    OFF,
    /** Nothing. */
    NONE
  }
}
