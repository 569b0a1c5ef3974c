package io.pullsecrets.replication;

import static java.util.stream.Collectors.groupingBy;

import io.pullsecrets.project.Project;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/** The plans for all namespaces of a cluster as one, in the order of their names. */
final class ClusterPlan {
  private ClusterPlan() {}

  static ReplicationPlan of(
      String sourceNamespace,
      Collection<Source> sources,
      Collection<Project> projects,
      Collection<PresentSecret> present) {
    Map<String, List<PresentSecret>> presentByNamespace =
        present.stream().collect(groupingBy(PresentSecret::namespace));
    SortedMap<String, Project> projectByNamespace =
        ReplicationPlan.byUniqueKey(projects, Project::namespace);
    SortedSet<String> namespaces = new TreeSet<>(presentByNamespace.keySet());
    namespaces.addAll(projectByNamespace.keySet());
    List<ReplicationPlan> plans =
        namespaces.stream()
            .map(
                namespace ->
                    ReplicationPlan.of(
                        sourceNamespace,
                        sources,
                        Optional.ofNullable(projectByNamespace.get(namespace)),
                        presentByNamespace.getOrDefault(namespace, List.of())))
            .toList();
    return new ReplicationPlan(
        plans.stream().flatMap(plan -> plan.actions().stream()).toList(),
        plans.stream().flatMap(plan -> plan.copies().stream()).toList(),
        plans.stream().flatMap(plan -> plan.conflicts().stream()).toList(),
        plans.stream().flatMap(plan -> plan.satisfied().stream()).toList(),
        plans.stream().flatMap(plan -> plan.unknownDepartments().stream()).toList());
  }
}
