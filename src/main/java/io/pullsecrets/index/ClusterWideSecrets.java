package io.pullsecrets.index;

import io.pullsecrets.project.Project;
import io.pullsecrets.project.Reach;
import io.pullsecrets.registry.PullSecretIndex;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Those of a namespace's Secrets that are meant for all projects or for a department, each as its
 * copies are. The lookup structure of a department is made when its first pod asks.
 */
final class ClusterWideSecrets {
  private final List<SecretFacts> secrets;

  /** The departments for which there is a Secret; to all others only the rest is of interest. */
  private final Set<String> departments = new HashSet<>();

  /** By department, empty for all projects of no such department. */
  private final Map<Optional<String>, PullSecretIndex> indexes = new ConcurrentHashMap<>();

  ClusterWideSecrets(Collection<SecretFacts> ofNamespace) {
    secrets = ofNamespace.stream().filter(each -> each.reach().isPresent()).toList();
    for (SecretFacts secret : secrets) {
      if (secret.reach().orElseThrow() instanceof Reach.Department department) {
        departments.add(department.id());
      }
    }
  }

  List<SecretFacts> secrets() {
    return secrets;
  }

  /** Those that are meant for a project. */
  PullSecretIndex reaching(Project project) {
    Optional<String> department = project.department().filter(departments::contains);
    PullSecretIndex known = indexes.get(department);
    if (known == null) {
      // Made twice at worst, with the same content, if two pods ask at the same moment.
      known =
          PullSecretIndex.of(
              secrets.stream()
                  .filter(each -> each.reach().orElseThrow().includes(project))
                  .map(each -> each.secret().repaired())
                  .toList());
      indexes.put(department, known);
    }
    return known;
  }
}
