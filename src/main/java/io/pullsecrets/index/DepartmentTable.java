package io.pullsecrets.index;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The objects of one custom resource that name a department. Of several with one name, that in the
 * preferred namespace counts, then the first by the name of its namespace.
 */
final class DepartmentTable {
  private final Comparator<String> byPreference;

  /** By the object's name and, if the resource has namespaces, its namespace. */
  private final Map<String, SortedMap<String, String>> departments = new HashMap<>();

  DepartmentTable(String preferredNamespace) {
    byPreference =
        Comparator.comparing((String namespace) -> !namespace.equals(preferredNamespace))
            .thenComparing(Comparator.naturalOrder());
  }

  /**
   * Takes in what an object says.
   *
   * @param department empty if it names none, or is gone
   * @return whether that is new
   */
  boolean put(String namespace, String name, Optional<String> department) {
    SortedMap<String, String> ofName =
        departments.computeIfAbsent(name, key -> new TreeMap<>(byPreference));
    Optional<String> before =
        Optional.ofNullable(
            department.isPresent()
                ? ofName.put(namespace, department.get())
                : ofName.remove(namespace));
    if (ofName.isEmpty()) {
      departments.remove(name);
    }
    return !before.equals(department);
  }

  /** The department of each project, by the object of its name. */
  Map<String, String> byProject() {
    Map<String, String> byProject = new HashMap<>();
    departments.forEach((name, ofName) -> byProject.put(name, ofName.get(ofName.firstKey())));
    return byProject;
  }
}
