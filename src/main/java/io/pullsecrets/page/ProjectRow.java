package io.pullsecrets.page;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One project in the list of all.
 *
 * @param namespace its namespace
 * @param link where its own page is
 * @param name its name in Run:ai
 * @param department its department, if that is known
 * @param inPlace how many of its copies are as they should be
 * @param copies the states of the others that matter, the first ones
 * @param more how many there are beyond these
 */
public record ProjectRow(
    String namespace,
    String link,
    String name,
    Optional<String> department,
    int inPlace,
    List<CopyRow> copies,
    int more) {
  private static final int SHOWN_COPIES = 5;

  public ProjectRow {
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(link, "link");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(department, "department");
    copies = List.copyOf(copies);
  }

  static ProjectRow of(
      String namespace, String link, String name, Optional<String> department, List<CopyRow> all) {
    List<CopyRow> others =
        all.stream()
            .filter(each -> each.badge().tone() != Tone.GOOD)
            .filter(each -> !each.badge().equals(CopyState.OTHER_DEPARTMENT.badge()))
            .toList();
    return new ProjectRow(
        Names.printable(namespace),
        link,
        Names.printable(name),
        department.map(Names::printable),
        (int) all.stream().filter(each -> each.badge().tone() == Tone.GOOD).count(),
        others.subList(0, Math.min(SHOWN_COPIES, others.size())),
        Math.max(0, others.size() - SHOWN_COPIES));
  }
}
