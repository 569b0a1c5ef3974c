package io.pullsecrets.replication;

import io.pullsecrets.project.CopyMark;
import io.pullsecrets.project.Project;
import io.pullsecrets.registry.CopyName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes the plan for one namespace that isn't terminating; used once. */
final class NamespacePlanner {
  private final String sourceNamespace;
  private final SortedMap<String, Source> sources;
  private final SortedMap<String, PresentSecret> present;

  /** The copies that should be there, by name, as if none were. */
  private final SortedMap<String, Action.Create> wanted = new TreeMap<>();

  private final List<Conflict> conflicts = new ArrayList<>();
  private final List<SatisfiedByForeign> satisfied = new ArrayList<>();
  private final List<UnknownDepartment> unknownDepartments = new ArrayList<>();

  NamespacePlanner(
      String sourceNamespace, Collection<Source> sources, Collection<PresentSecret> present) {
    this.sourceNamespace = sourceNamespace;
    this.sources = ReplicationPlan.byUniqueKey(sources, Source::name);
    this.present = ReplicationPlan.byUniqueKey(present, PresentSecret::name);
  }

  /** The plan where no copy may be. */
  ReplicationPlan planWithoutCopies(Reason reason) {
    return plan(mark -> reason);
  }

  /** The plan where each usable source that is meant for the project has its copy. */
  ReplicationPlan planWithCopies(Project project) {
    String namespace = project.namespace();
    List<Source> meant = new ArrayList<>();
    for (Source source : sources.values()) {
      if (source.usable()) {
        if (source.reach().includes(project)) {
          meant.add(source);
        } else if (project.department().isEmpty()) {
          unknownDepartments.add(new UnknownDepartment(namespace, source));
        }
      }
    }
    // names of their own go first, so that a derived name never takes one from another source
    for (Source source : meant) {
      if (foreign(source.name()) == null) {
        want(namespace, source.name(), source);
      }
    }
    for (Source source : meant) {
      PresentSecret foreign = foreign(source.name());
      if (foreign != null) {
        standBeside(foreign, source);
      }
    }
    return plan(mark -> whyUnwanted(mark, project));
  }

  private void standBeside(PresentSecret foreign, Source source) {
    String namespace = foreign.namespace();
    if (foreign.credentialsDigest().equals(source.credentialsDigest())) {
      satisfied.add(new SatisfiedByForeign(namespace, source.name(), source));
      return;
    }
    String derived = CopyName.derived(source.name());
    boolean taken = foreign(derived) != null || !want(namespace, derived, source);
    conflicts.add(new Conflict(namespace, source.name(), derived, taken, source));
  }

  /** False if another source has the name already. */
  private boolean want(String namespace, String name, Source source) {
    return wanted.putIfAbsent(name, new Action.Create(namespace, name, source)) == null;
  }

  private @Nullable PresentSecret foreign(String name) {
    PresentSecret secret = present.get(name);
    return secret != null && markOfOurs(secret).isEmpty() ? secret : null;
  }

  /**
   * The mark of a copy of ours. Beside the sources there is none, even if somebody made a Secret
   * there by copying a copy, mark and all: what an admin keeps there is never deleted.
   */
  private Optional<CopyMark> markOfOurs(PresentSecret secret) {
    return secret.mark().filter(mark -> !secret.namespace().equals(sourceNamespace));
  }

  private ReplicationPlan plan(Function<CopyMark, Reason> whyUnwanted) {
    List<Action> deletions = new ArrayList<>();
    List<Action> updates = new ArrayList<>();
    for (PresentSecret secret : present.values()) {
      markOfOurs(secret)
          .ifPresent(
              mark -> {
                Action.Create copy = wanted.get(secret.name());
                if (copy == null) {
                  deletions.add(new Action.Delete(secret, whyUnwanted.apply(mark)));
                } else if (!secret.type().equals(copy.source().type().typeName())) {
                  deletions.add(new Action.Delete(secret, Reason.TYPE_CHANGED));
                } else if (differs(secret, mark, copy.source())) {
                  updates.add(new Action.Update(secret, copy.source()));
                }
              });
    }
    List<Action> actions = new ArrayList<>(deletions);
    actions.addAll(updates);
    wanted.values().stream()
        .filter(copy -> !present.containsKey(copy.name()))
        .forEach(actions::add);
    List<Copy> copies =
        wanted.values().stream()
            .map(copy -> new Copy(copy.namespace(), copy.name(), copy.source()))
            .toList();
    return new ReplicationPlan(actions, copies, conflicts, satisfied, unknownDepartments);
  }

  private boolean differs(PresentSecret secret, CopyMark mark, Source source) {
    return !secret.contentHash().equals(source.contentHash())
        || !mark.equals(source.mark(sourceNamespace));
  }

  private Reason whyUnwanted(CopyMark mark, Project project) {
    Source source =
        mark.sourceNamespace().equals(sourceNamespace) ? sources.get(mark.sourceName()) : null;
    if (source == null) {
      return Reason.SOURCE_GONE;
    }
    if (!source.usable()) {
      return Reason.SOURCE_UNUSABLE;
    }
    return source.reach().includes(project) ? Reason.SUPERSEDED : Reason.OTHER_DEPARTMENT;
  }
}
