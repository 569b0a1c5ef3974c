package io.pullsecrets.replication;

import io.pullsecrets.project.CopyMark;
import io.pullsecrets.registry.CopyName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
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

  NamespacePlanner(
      String sourceNamespace, Collection<Source> sources, Collection<PresentSecret> present) {
    this.sourceNamespace = sourceNamespace;
    this.sources = ReplicationPlan.byUniqueKey(sources, Source::name);
    this.present = ReplicationPlan.byUniqueKey(present, PresentSecret::name);
  }

  /** The plan where no copy may be. */
  ReplicationPlan planWithoutCopies(Reason reason) {
    return plan(Optional.of(reason));
  }

  /** The plan where each usable source has its copy. */
  ReplicationPlan planWithCopies(String namespace) {
    List<Source> usable = sources.values().stream().filter(Source::usable).toList();
    // names of their own go first, so that a derived name never takes one from another source
    for (Source source : usable) {
      if (foreign(source.name()) == null) {
        want(namespace, source.name(), source);
      }
    }
    for (Source source : usable) {
      PresentSecret foreign = foreign(source.name());
      if (foreign != null) {
        standBeside(foreign, source);
      }
    }
    return plan(Optional.empty());
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

  private ReplicationPlan plan(Optional<Reason> whyNoCopies) {
    List<Action> deletions = new ArrayList<>();
    List<Action> updates = new ArrayList<>();
    for (PresentSecret secret : present.values()) {
      markOfOurs(secret)
          .ifPresent(
              mark -> {
                Action.Create copy = wanted.get(secret.name());
                if (copy == null) {
                  Reason reason = whyNoCopies.orElseGet(() -> whyUnwanted(mark));
                  deletions.add(new Action.Delete(secret, reason));
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
    return new ReplicationPlan(actions, copies, conflicts, satisfied);
  }

  private boolean differs(PresentSecret secret, CopyMark mark, Source source) {
    return !secret.contentHash().equals(source.contentHash())
        || !mark.equals(source.mark(sourceNamespace));
  }

  private Reason whyUnwanted(CopyMark mark) {
    Source source =
        mark.sourceNamespace().equals(sourceNamespace) ? sources.get(mark.sourceName()) : null;
    if (source == null) {
      return Reason.SOURCE_GONE;
    }
    return source.usable() ? Reason.SUPERSEDED : Reason.SOURCE_UNUSABLE;
  }
}
