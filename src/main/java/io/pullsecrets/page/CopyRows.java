package io.pullsecrets.page;

import io.pullsecrets.image.PrintableText;
import io.pullsecrets.index.SecretFacts;
import io.pullsecrets.project.Project;
import io.pullsecrets.project.Reach;
import io.pullsecrets.replication.Action;
import io.pullsecrets.replication.Conflict;
import io.pullsecrets.replication.NamespacePass;
import io.pullsecrets.replication.ReplicationPlan;
import io.pullsecrets.replication.SatisfiedByForeign;
import io.pullsecrets.replication.UnknownDepartment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How it stands with the copies in one project: what its plan says now, and what the API server
 * refused at the last try.
 */
final class CopyRows {
  private static final int MAX_REASON = 300;

  private final Project project;
  private final ReplicationPlan plan;

  /** By the name of the Secret that could not be written. */
  private final Map<String, String> refused = new HashMap<>();

  private CopyRows(Project project, ReplicationPlan plan, Optional<NamespacePass> lastPass) {
    this.project = project;
    this.plan = plan;
    lastPass.ifPresent(
        pass -> pass.refused().forEach((action, reason) -> refused.put(action.name(), reason)));
  }

  /**
   * One row for each cluster-wide Secret, and one for each copy that has to go; those first that
   * somebody may have to look at.
   *
   * @param project the project
   * @param sources the cluster-wide Secrets
   * @param sourceNamespace their namespace
   * @param plan what has to be written there now; empty if that isn't known
   * @param lastPass what became of the last look, if this replica took it
   */
  static List<CopyRow> of(
      Project project,
      List<SecretFacts> sources,
      String sourceNamespace,
      Optional<ReplicationPlan> plan,
      Optional<NamespacePass> lastPass) {
    if (plan.isEmpty()) {
      return all(
          sources,
          CopyState.NOT_KNOWN,
          "This replica has just started, or is configured to read no project's secrets.");
    }
    List<CopyRow> rows = new ArrayList<>();
    CopyRows copies = new CopyRows(project, plan.get(), lastPass);
    if (project.terminating()) {
      rows.addAll(all(sources, CopyState.TERMINATING, "The namespace is being deleted."));
    } else if (project.namespace().equals(sourceNamespace)) {
      rows.addAll(all(sources, CopyState.SOURCE_ITSELF, "The cluster-wide secret itself is here."));
    } else if (project.optedOut()) {
      rows.addAll(
          all(
              sources,
              CopyState.OPTED_OUT,
              "The namespace carries pull-secret-injector/inject=false."));
    } else {
      sources.forEach(each -> rows.add(copies.row(each)));
    }
    plan.get().actions().forEach(action -> deletion(action, copies.refused).ifPresent(rows::add));
    rows.sort(
        Comparator.comparing((CopyRow row) -> row.badge().tone())
            .reversed()
            .thenComparing(CopyRow::secret));
    return rows;
  }

  private static List<CopyRow> all(List<SecretFacts> sources, CopyState state, String sentence) {
    return sources.stream()
        .map(each -> CopyRow.of(each.secret().name(), state, sentence))
        .sorted(Comparator.comparing(CopyRow::secret))
        .toList();
  }

  private static Optional<CopyRow> deletion(Action action, Map<String, String> refused) {
    if (!(action instanceof Action.Delete)) {
      return Optional.empty();
    }
    String reason = refused.get(action.name());
    return Optional.of(
        new CopyRow(
            Names.printable(action.name()),
            new Badge(reason == null ? Tone.NEUTRAL : Tone.BAD, action.code()),
            reason == null ? action.sentence() : refusal(action, reason)));
  }

  private static String refusal(Action action, String reason) {
    return action.sentence()
        + " The API server refused, which is tried again: "
        + PrintableText.of(reason, MAX_REASON)
        + ".";
  }

  private CopyRow row(SecretFacts source) {
    String name = source.secret().name();
    if (!source.secret().repaired().givesCredential()) {
      return CopyRow.of(
          name,
          CopyState.SOURCE_UNUSABLE,
          "The cluster-wide secret gives the kubelet no username and password.");
    }
    for (UnknownDepartment each : plan.unknownDepartments()) {
      if (each.source().name().equals(name)) {
        return CopyRow.of(name, CopyState.UNKNOWN_DEPARTMENT, each.sentence());
      }
    }
    if (source.reach().filter(reach -> reach.includes(project)).isEmpty()) {
      return CopyRow.of(name, CopyState.OTHER_DEPARTMENT, otherDepartment(source));
    }
    for (SatisfiedByForeign each : plan.satisfied()) {
      if (each.source().name().equals(name)) {
        return CopyRow.of(name, CopyState.SERVED_BY_ANOTHER, each.sentence());
      }
    }
    for (Action each : plan.actions()) {
      if (isCopyOf(each, name)) {
        String reason = refused.get(each.name());
        if (reason != null) {
          return CopyRow.of(name, CopyState.REFUSED, refusal(each, reason));
        }
        return CopyRow.of(
            name,
            each instanceof Action.Create ? CopyState.MISSING : CopyState.DIFFERS,
            each.sentence());
      }
    }
    for (Conflict each : plan.conflicts()) {
      if (each.source().name().equals(name)) {
        return CopyRow.of(
            name,
            each.derivedNameTaken() ? CopyState.BOTH_NAMES_TAKEN : CopyState.NAME_TAKEN,
            each.sentence());
      }
    }
    return CopyRow.of(name, CopyState.IN_PLACE, "The copy is there.");
  }

  private static boolean isCopyOf(Action action, String source) {
    return (action instanceof Action.Create create && create.source().name().equals(source))
        || (action instanceof Action.Update update && update.source().name().equals(source));
  }

  private static String otherDepartment(SecretFacts source) {
    return source
        .reach()
        .filter(Reach.Department.class::isInstance)
        .map(Reach.Department.class::cast)
        .map(each -> "It is for the projects of department " + Names.printable(each.id()) + ".")
        .orElse("It isn't for this project.");
  }
}
