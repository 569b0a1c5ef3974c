package io.pullsecrets.replication;

import io.pullsecrets.project.Project;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What has to be written so that each project has its copies: the copies that should be there, less
 * those that are.
 *
 * <p>It looks at the present only, so a missed event or a failed write heals with the next plan.
 * After all actions of a plan the next one has none, unless the type of a source changed: then it
 * creates what this one deletes. The order of what is given doesn't matter.
 */
public final class ReplicationPlan {
  private static final ReplicationPlan NOTHING =
      new ReplicationPlan(List.of(), List.of(), List.of(), List.of(), List.of());

  private final List<Action> actions;
  private final List<Copy> copies;
  private final List<Conflict> conflicts;
  private final List<SatisfiedByForeign> satisfied;
  private final List<UnknownDepartment> unknownDepartments;

  ReplicationPlan(
      List<Action> actions,
      List<Copy> copies,
      List<Conflict> conflicts,
      List<SatisfiedByForeign> satisfied,
      List<UnknownDepartment> unknownDepartments) {
    this.actions = List.copyOf(actions);
    this.copies = List.copyOf(copies);
    this.conflicts = List.copyOf(conflicts);
    this.satisfied = List.copyOf(satisfied);
    this.unknownDepartments = List.copyOf(unknownDepartments);
  }

  /**
   * The plan for one namespace.
   *
   * @param sourceNamespace the namespace of the cluster-wide Secrets
   * @param sources all of them, or none to remove all copies; one of a name
   * @param project the project in the namespace; empty if it is none (any more)
   * @param present all docker Secrets of the namespace; one of a name
   */
  public static ReplicationPlan of(
      String sourceNamespace,
      Collection<Source> sources,
      Optional<Project> project,
      Collection<PresentSecret> present) {
    NamespacePlanner planner = new NamespacePlanner(sourceNamespace, sources, present);
    if (project.isEmpty()) {
      return planner.planWithoutCopies(Reason.NOT_A_PROJECT);
    }
    if (project.get().terminating() || project.get().namespace().equals(sourceNamespace)) {
      return NOTHING;
    }
    if (project.get().optedOut()) {
      return planner.planWithoutCopies(Reason.OPTED_OUT);
    }
    return planner.planWithCopies(project.get());
  }

  /** The values in the order of their keys. Two of a key would leave open which one is meant. */
  static <V> SortedMap<String, V> byUniqueKey(Collection<V> values, Function<V, String> key) {
    SortedMap<String, V> byKey = new TreeMap<>();
    for (V value : values) {
      V other = byKey.put(key.apply(value), value);
      if (other != null) {
        throw new IllegalArgumentException("two of the same name: " + other + " and " + value);
      }
    }
    return byKey;
  }

  /**
   * What to write, in this order: deletions, updates and creations, each by name. Only Secrets with
   * a {@link CopyMark} are updated or deleted.
   */
  public List<Action> actions() {
    return actions;
  }

  /** The copies that are there once all actions are carried out, by name. */
  public List<Copy> copies() {
    return copies;
  }

  /** Names that are taken, by name. */
  public List<Conflict> conflicts() {
    return conflicts;
  }

  /** Copies that aren't needed, by name. */
  public List<SatisfiedByForeign> satisfied() {
    return satisfied;
  }

  /** Sources that a project may lack because its department isn't known, by name. */
  public List<UnknownDepartment> unknownDepartments() {
    return unknownDepartments;
  }
}
