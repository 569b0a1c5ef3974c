package io.pullsecrets.replication;

import static io.pullsecrets.registry.SecretType.DOCKER_CFG;
import static io.pullsecrets.registry.SecretType.DOCKER_CONFIG_JSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.pullsecrets.project.CopyMark;
import io.pullsecrets.project.Project;
import io.pullsecrets.project.Reach;
import io.pullsecrets.registry.CopyName;
import io.pullsecrets.registry.SecretType;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReplicationPlanTest {
  private static final String SOURCES = "runai";
  private static final Reach EVERYONE = new Reach.Everyone();
  private static final Project TEAM = new Project("team", false, false);
  private static final Project OPTED_OUT = new Project("team", false, true);
  private static final Project TERMINATING = new Project("team", true, false);
  private static final Project IN_ONE = TEAM.withDepartment(Optional.of("1"));
  private static final Project IN_TWO = TEAM.withDepartment(Optional.of("2"));

  private static final Source NGC = source("ngc", DOCKER_CONFIG_JSON, "new", true);
  private static final Source UNUSABLE = source("ngc", DOCKER_CONFIG_JSON, "new", false);
  private static final String DERIVED = CopyName.derived("ngc");

  /** A source that happens to have the name that is derived from another's. */
  private static final Source HOMONYM = source(DERIVED, DOCKER_CONFIG_JSON, "other", true);

  private static final PresentSecret COPY = copy("ngc", NGC);
  private static final PresentSecret DERIVED_COPY = copy(DERIVED, NGC);
  private static final Source FOR_ONE = forDepartment("1", NGC);
  private static final PresentSecret SAME = foreign("ngc", "new");
  private static final PresentSecret OTHER = foreign("ngc", "theirs");

  record Row(
      String reason,
      List<Source> sources,
      Optional<Project> project,
      List<PresentSecret> present,
      List<String> told) {
    @Override
    public String toString() {
      return reason;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        row("a copy is missing", NGC, TEAM, List.of(), "copy-missing ngc"),
        row("a copy is as it should be", NGC, TEAM, List.of(COPY)),
        row(
            "a copy was made of an earlier version with the same content",
            new Source("ngc", NGC.uid(), "99", DOCKER_CONFIG_JSON, "new", "new", true, EVERYONE),
            TEAM,
            List.of(COPY)),
        row(
            "the source was rotated",
            NGC,
            TEAM,
            List.of(copy("ngc", source("ngc", DOCKER_CONFIG_JSON, "old", true))),
            "copy-differs ngc"),
        row(
            "somebody edited the copy's content",
            NGC,
            TEAM,
            List.of(present("ngc", DOCKER_CONFIG_JSON, "edited", COPY.mark())),
            "copy-differs ngc"),
        row(
            "the source was created anew with the same content",
            new Source("ngc", "uid-2", "1", DOCKER_CONFIG_JSON, "new", "new", true, EVERYONE),
            TEAM,
            List.of(COPY),
            "copy-differs ngc"),
        row(
            "the mark names another namespace, which was once configured",
            NGC,
            TEAM,
            List.of(
                present(
                    "ngc",
                    DOCKER_CONFIG_JSON,
                    "new",
                    Optional.of(new CopyMark("old-runai", "ngc", NGC.uid(), "new")))),
            "copy-differs ngc"),
        row(
            "the source's type changed: the name is freed first",
            source("ngc", DOCKER_CFG, "new", true),
            TEAM,
            List.of(COPY),
            "type-changed ngc"),
        row(
            "deletions come before updates, and these before creations",
            List.of(
                source("a", DOCKER_CONFIG_JSON, "a", true),
                source("b", DOCKER_CONFIG_JSON, "b", true)),
            Optional.of(TEAM),
            List.of(COPY, copy("b", source("b", DOCKER_CONFIG_JSON, "old", true))),
            "source-gone ngc",
            "copy-differs b",
            "copy-missing a"),
        row("an unusable source gets no copy", UNUSABLE, TEAM, List.of()),
        row(
            "a source became unusable",
            UNUSABLE,
            TEAM,
            List.of(COPY, DERIVED_COPY),
            "source-unusable ngc",
            "source-unusable " + DERIVED),
        row(
            "the source is gone",
            List.of(),
            Optional.of(TEAM),
            List.of(COPY, foreign("mine", "x")),
            "source-gone ngc"),
        row(
            "the source was one of another namespace, which was once configured",
            NGC,
            TEAM,
            List.of(
                present(
                    DERIVED,
                    DOCKER_CONFIG_JSON,
                    "new",
                    Optional.of(new CopyMark("old-runai", "ngc", "u", "new")))),
            "source-gone " + DERIVED,
            "copy-missing ngc"),
        row(
            "the namespace is no project any more",
            List.of(NGC),
            Optional.empty(),
            List.of(COPY, foreign("mine", "x")),
            "not-a-project ngc"),
        row("an opted-out project gets no copies", NGC, OPTED_OUT, List.of(OTHER)),
        row(
            "a project opted out",
            NGC,
            OPTED_OUT,
            List.of(COPY, foreign("mine", "x")),
            "namespace-opted-out ngc"),
        row("nothing is created in a terminating namespace", NGC, TERMINATING, List.of()),
        row(
            "nothing is updated, deleted or told in a terminating namespace",
            NGC,
            TERMINATING,
            List.of(OTHER, copy("gone", source("gone", DOCKER_CONFIG_JSON, "x", true)))),
        row("somebody else's Secret serves", NGC, TEAM, List.of(SAME), "served-by-another ngc"),
        row(
            "somebody else's Secret serves, and a copy isn't needed any more",
            NGC,
            TEAM,
            List.of(SAME, DERIVED_COPY),
            "superseded " + DERIVED,
            "served-by-another ngc"),
        row(
            "somebody else's Secret has other credentials",
            NGC,
            TEAM,
            List.of(OTHER),
            "copy-missing " + DERIVED,
            "name-taken ngc"),
        row(
            "the copy stands beside somebody else's Secret",
            NGC,
            TEAM,
            List.of(OTHER, DERIVED_COPY),
            "name-taken ngc"),
        row(
            "a Secret that the kubelet can't decode doesn't serve",
            NGC,
            TEAM,
            List.of(foreign("ngc", ""), DERIVED_COPY),
            "name-taken ngc"),
        row(
            "both names are taken, whatever the second holds",
            NGC,
            TEAM,
            List.of(OTHER, foreign(DERIVED, "new")),
            "both-names-taken ngc"),
        row(
            "the copy returns to the name that is free again",
            NGC,
            TEAM,
            List.of(DERIVED_COPY),
            "superseded " + DERIVED,
            "copy-missing ngc"),
        row(
            "a derived name takes none from a source of that name",
            List.of(NGC, HOMONYM),
            Optional.of(TEAM),
            List.of(OTHER, DERIVED_COPY),
            "copy-differs " + DERIVED,
            "both-names-taken ngc"),
        row(
            "a source for the project's department is copied",
            FOR_ONE,
            IN_ONE,
            List.of(),
            "copy-missing ngc"),
        row("a source for another department isn't copied", FOR_ONE, IN_TWO, List.of()),
        row(
            "a project whose department isn't known gets none, and that is told",
            FOR_ONE,
            TEAM,
            List.of(),
            "unknown-department ngc"),
        row("what is for everyone needs no department", NGC, IN_TWO, List.of(COPY)),
        row(
            "the source, or the project, has come to another department",
            FOR_ONE,
            IN_TWO,
            List.of(COPY, foreign("mine", "x")),
            "other-department ngc"),
        row(
            "the project's department isn't known any more",
            FOR_ONE,
            TEAM,
            List.of(COPY, DERIVED_COPY),
            "other-department ngc",
            "other-department " + DERIVED,
            "unknown-department ngc"),
        row(
            "an unusable source is of no use in its department either",
            forDepartment("1", UNUSABLE),
            TEAM,
            List.of(COPY),
            "source-unusable ngc"),
        row(
            "somebody else's Secret is of no interest where the source isn't meant for the project",
            FOR_ONE,
            IN_TWO,
            List.of(OTHER)),
        row(
            "a derived name is free if the source of that name isn't meant for the project",
            List.of(NGC, forDepartment("1", HOMONYM)),
            Optional.of(IN_TWO),
            List.of(OTHER, DERIVED_COPY),
            "name-taken ngc"),
        row(
            "nothing is told of an opted-out project's department",
            FOR_ONE,
            OPTED_OUT,
            List.of(COPY),
            "namespace-opted-out ngc"),
        row(
            "the namespace of the sources is left alone, whatever is marked there",
            List.of(NGC),
            Optional.of(new Project(SOURCES, false, false)),
            List.of(
                new PresentSecret(
                    SOURCES,
                    "ngc",
                    NGC.uid(),
                    "1",
                    NGC.type().typeName(),
                    "x",
                    "x",
                    Optional.empty()),
                new PresentSecret(
                    SOURCES, "orphan", "u", "1", NGC.type().typeName(), "x", "x", COPY.mark()))),
        row(
            "a source that was made by copying a copy with its mark is no copy",
            List.of(NGC),
            Optional.empty(),
            List.of(
                new PresentSecret(
                    SOURCES,
                    "ngc",
                    NGC.uid(),
                    "1",
                    NGC.type().typeName(),
                    "x",
                    "x",
                    COPY.mark()))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void the_plan_says_what_to_do_and_what_to_know(Row row) {
    assertThat(told(ReplicationPlan.of(SOURCES, row.sources(), row.project(), row.present())))
        .isEqualTo(row.told());
  }

  @Test
  void two_sources_of_one_name_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ReplicationPlan.of(SOURCES, List.of(NGC, UNUSABLE), Optional.of(TEAM), List.of()))
        .withMessageContaining("ngc");
  }

  @Test
  void each_outcome_is_a_sentence() {
    assertThat(new Action.Create("team", DERIVED, NGC).sentence())
        .isEqualTo(
            "Create secret team/" + DERIVED + ": a copy of cluster-wide secret ngc is missing.");
    assertThat(new Action.Update(COPY, NGC).sentence())
        .isEqualTo("Update secret team/ngc: it differs from cluster-wide secret ngc.");
    assertThat(new Action.Delete(COPY, Reason.SOURCE_GONE).sentence())
        .isEqualTo("Delete secret team/ngc: there is no such cluster-wide secret any more.");
    assertThat(new Conflict("team", "ngc", DERIVED, false, NGC).sentence())
        .isEqualTo(
            "Namespace team has a secret ngc of its own with other credentials than the"
                + " cluster-wide one, whose copy is named "
                + DERIVED
                + ".");
    assertThat(new Conflict("team", "ngc", DERIVED, true, NGC).sentence())
        .endsWith("whose copy can't be named " + DERIVED + " either and is left out.");
    assertThat(new SatisfiedByForeign("team", "ngc", NGC).sentence())
        .isEqualTo(
            "Namespace team has a secret ngc of its own with the credentials of the cluster-wide"
                + " one, so it gets no copy.");
    assertThat(new Action.Delete(COPY, Reason.OTHER_DEPARTMENT).sentence())
        .isEqualTo(
            "Delete secret team/ngc: the cluster-wide secret is for a department that the project"
                + " isn't known to belong to.");
    assertThat(new UnknownDepartment("team", FOR_ONE).sentence())
        .isEqualTo(
            "The department of the project in namespace team isn't known, so it gets no copy of"
                + " secret ngc, which is for one department.");
  }

  @Test
  void no_hash_is_printed() {
    Source source = source("ngc", DOCKER_CONFIG_JSON, "hash-1", true);
    assertThat(new Action.Update(copy("ngc", source), source).toString())
        .contains("team/ngc")
        .doesNotContain("hash-1");
  }

  private static List<String> told(ReplicationPlan plan) {
    return Stream.of(
            plan.actions().stream().map(each -> each.code() + " " + each.name()),
            plan.conflicts().stream()
                .map(
                    each ->
                        (each.derivedNameTaken() ? "both-names-taken " : "name-taken ")
                            + each.name()),
            plan.satisfied().stream().map(each -> "served-by-another " + each.name()),
            plan.unknownDepartments().stream()
                .map(each -> "unknown-department " + each.source().name()))
        .flatMap(each -> each)
        .toList();
  }

  private static Row row(
      String reason, Source source, Project project, List<PresentSecret> present, String... told) {
    return row(reason, List.of(source), Optional.of(project), present, told);
  }

  private static Row row(
      String reason,
      List<Source> sources,
      Optional<Project> project,
      List<PresentSecret> present,
      String... told) {
    return new Row(reason, sources, project, present, List.of(told));
  }

  private static Source source(String name, SecretType type, String content, boolean usable) {
    return new Source(name, "uid-of-" + name, "1", type, content, content, usable, EVERYONE);
  }

  private static Source forDepartment(String id, Source source) {
    return new Source(
        source.name(),
        source.uid(),
        source.resourceVersion(),
        source.type(),
        source.contentHash(),
        source.credentialsDigest(),
        source.usable(),
        new Reach.Department(id));
  }

  private static PresentSecret copy(String name, Source source) {
    return present(name, source.type(), source.contentHash(), Optional.of(source.mark(SOURCES)));
  }

  private static PresentSecret foreign(String name, String content) {
    return present(name, DOCKER_CONFIG_JSON, content, Optional.empty());
  }

  private static PresentSecret present(
      String name, SecretType type, String content, Optional<CopyMark> mark) {
    return new PresentSecret(
        "team", name, "uid-in-team-" + name, "1", type.typeName(), content, content, mark);
  }
}
