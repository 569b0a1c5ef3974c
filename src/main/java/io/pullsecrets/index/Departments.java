package io.pullsecrets.index;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which project belongs to which department, as the objects of custom resources say. Immutable. */
final class Departments {
  static final Departments NONE = new Departments(new TreeMap<>());

  /** For each resource, by its place in the configuration, the department of each project. */
  private final SortedMap<Integer, Map<String, String>> byResource;

  private Departments(SortedMap<Integer, Map<String, String>> byResource) {
    this.byResource = byResource;
  }

  /** The department of a project; the first resource that knows it is right. */
  Optional<String> of(String project) {
    for (Map<String, String> departments : byResource.values()) {
      String department = departments.get(project);
      if (department != null) {
        return Optional.of(department);
      }
    }
    return Optional.empty();
  }

  /**
   * These departments after one resource has changed.
   *
   * @param place the place of the resource in the configuration
   * @param departments by project, all that the resource knows by now
   */
  Departments with(int place, Map<String, String> departments) {
    SortedMap<Integer, Map<String, String>> changed = new TreeMap<>(byResource);
    changed.put(place, Map.copyOf(departments));
    return new Departments(changed);
  }

  /** The projects that have another department than they had. */
  Set<String> changedSince(Departments before) {
    Set<String> projects = new TreeSet<>();
    byResource.values().forEach(each -> projects.addAll(each.keySet()));
    before.byResource.values().forEach(each -> projects.addAll(each.keySet()));
    projects.removeIf(project -> of(project).equals(before.of(project)));
    return projects;
  }
}
