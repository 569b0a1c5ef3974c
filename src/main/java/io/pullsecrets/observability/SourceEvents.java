package io.pullsecrets.observability;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import io.pullsecrets.image.PrintableText;
import io.pullsecrets.index.SecretFacts;
import io.pullsecrets.project.Reach;
import io.pullsecrets.registry.Finding;
import io.pullsecrets.replication.Action;
import io.pullsecrets.replication.Conflict;
import io.pullsecrets.replication.Copy;
import io.pullsecrets.replication.NamespacePass;
import io.pullsecrets.replication.SatisfiedByForeign;
import io.pullsecrets.replication.UnknownDepartment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What there is to tell of the cluster-wide Secrets: one Event for each reason, in which all
 * projects that it concerns are counted.
 */
final class SourceEvents {
  private static final int NAMED_NAMESPACES = 5;
  private static final int TOLD_FINDINGS = 3;
  private static final int PRINTED_ID = 63;

  private final Map<String, List<Copy>> copies;
  private final Map<String, List<Conflict>> conflicts;
  private final Map<String, List<SatisfiedByForeign>> satisfied;
  private final Map<String, List<UnknownDepartment>> unknownDepartments;
  private final Map<String, Map<String, String>> refused = new TreeMap<>();

  /**
   * @param passes the last look at each namespace
   */
  SourceEvents(Collection<NamespacePass> passes) {
    copies =
        passes.stream()
            .flatMap(pass -> pass.plan().copies().stream())
            .collect(groupingBy(copy -> copy.source().uid()));
    conflicts =
        passes.stream()
            .flatMap(pass -> pass.plan().conflicts().stream())
            .collect(groupingBy(conflict -> conflict.source().uid()));
    satisfied =
        passes.stream()
            .flatMap(pass -> pass.plan().satisfied().stream())
            .collect(groupingBy(each -> each.source().uid()));
    unknownDepartments =
        passes.stream()
            .flatMap(pass -> pass.plan().unknownDepartments().stream())
            .collect(groupingBy(each -> each.source().uid()));
    for (NamespacePass pass : passes) {
      pass.refused()
          .forEach(
              (action, reason) ->
                  source(action)
                      .ifPresent(
                          uid ->
                              refused
                                  .computeIfAbsent(uid, key -> new TreeMap<>())
                                  .put(pass.namespace(), reason)));
    }
  }

  /** The UID of the source whose copy an action writes; empty if it deletes one. */
  static Optional<String> source(Action action) {
    if (action instanceof Action.Create create) {
      return Optional.of(create.source().uid());
    }
    return action instanceof Action.Update update
        ? Optional.of(update.source().uid())
        : Optional.empty();
  }

  /**
   * What there is to tell now.
   *
   * @param sources the cluster-wide Secrets
   * @param copied UIDs of those of which copies were written
   */
  List<SecretEvent> of(Collection<SecretFacts> sources, Set<String> copied) {
    List<SecretEvent> events = new ArrayList<>();
    for (SecretFacts source : sources) {
      content(source).ifPresent(events::add);
      taken(source).ifPresent(events::add);
      refusal(source).ifPresent(events::add);
      unknownDepartment(source).ifPresent(events::add);
      noProject(source).ifPresent(events::add);
      if (copied.contains(source.uid())) {
        events.add(event(source, EventReason.COPIED, copies(source)));
      }
    }
    return events;
  }

  /** The Event on a Secret whose label has no effect where it is. */
  static SecretEvent labelIgnored(SecretFacts secret, String sourceNamespace) {
    return event(
        secret,
        EventReason.LABEL_IGNORED,
        "Only in namespace "
            + sourceNamespace
            + " does a label make a secret cluster-wide; this one serves its own namespace at"
            + " most.");
  }

  private static Optional<SecretEvent> content(SecretFacts source) {
    String findings = sentences(source.secret().findings());
    if (!source.secret().repaired().givesCredential()) {
      return Optional.of(
          event(
              source,
              EventReason.UNUSABLE,
              "No project gets a copy, for the kubelet could use nothing of it: " + findings));
    }
    if (source.secret().needsRepair()) {
      return Optional.of(
          event(
              source,
              EventReason.REPAIRED,
              "The kubelet can't use this secret as it is, so its copies hold what is usable of"
                  + " it in the right form: "
                  + findings));
    }
    return findings.isEmpty()
        ? Optional.empty()
        : Optional.of(event(source, EventReason.FLAWED, findings));
  }

  private static String sentences(List<Finding> findings) {
    String told =
        findings.stream().limit(TOLD_FINDINGS).map(Finding::sentence).collect(joining(" "));
    int more = findings.size() - TOLD_FINDINGS;
    return more > 0 ? told + " And " + more + " more." : told;
  }

  private Optional<SecretEvent> taken(SecretFacts source) {
    List<Conflict> there = conflicts.getOrDefault(source.uid(), List.of());
    if (there.isEmpty()) {
      return Optional.empty();
    }
    List<String> without =
        there.stream().filter(Conflict::derivedNameTaken).map(Conflict::namespace).toList();
    return Optional.of(
        event(
            source,
            EventReason.NAME_TAKEN,
            "%s a secret %s with other credentials, so the copy is named %s there: %s.%s"
                .formatted(
                    projects(there.size(), "has", "have"),
                    source.secret().name(),
                    there.get(0).derivedName(),
                    named(there.stream().map(Conflict::namespace).toList()),
                    without.isEmpty()
                        ? ""
                        : " That name is taken as well, so that there is no copy, in "
                            + named(without)
                            + ".")));
  }

  private Optional<SecretEvent> refusal(SecretFacts source) {
    Map<String, String> there = refused.getOrDefault(source.uid(), Map.of());
    return there.isEmpty()
        ? Optional.empty()
        : Optional.of(
            event(
                source,
                EventReason.COPY_REFUSED,
                "%s for its copy, which is tried again: %s."
                    .formatted(
                        projects(there.size(), "waits", "wait"),
                        named(
                            there.entrySet().stream()
                                .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                                .toList()))));
  }

  private Optional<SecretEvent> unknownDepartment(SecretFacts source) {
    List<UnknownDepartment> there = unknownDepartments.getOrDefault(source.uid(), List.of());
    return there.isEmpty()
        ? Optional.empty()
        : Optional.of(
            event(
                source,
                EventReason.DEPARTMENT_UNKNOWN,
                "%s no known department and so no copy of this secret, which is for one: %s."
                    .formatted(
                        projects(there.size(), "has", "have"),
                        named(there.stream().map(UnknownDepartment::namespace).toList()))));
  }

  private Optional<SecretEvent> noProject(SecretFacts source) {
    boolean reachesSome =
        copies.containsKey(source.uid())
            || conflicts.containsKey(source.uid())
            || satisfied.containsKey(source.uid());
    return !reachesSome
            && source.secret().repaired().givesCredential()
            && source.reach().orElse(null) instanceof Reach.Department department
        ? Optional.of(
            event(
                source,
                EventReason.NO_PROJECT,
                "No project is known to belong to department "
                    + PrintableText.of(department.id(), PRINTED_ID)
                    + ", which this secret is for."))
        : Optional.empty();
  }

  private String copies(SecretFacts source) {
    int refusals = refused.getOrDefault(source.uid(), Map.of()).size();
    int there = copies.getOrDefault(source.uid(), List.of()).size() - refusals;
    int foreign = satisfied.getOrDefault(source.uid(), List.of()).size();
    return "Copied to "
        + (there == 1 ? "1 project." : there + " projects.")
        + (foreign == 0
            ? ""
            : " "
                + projects(foreign, "has", "have")
                + " a secret of that name with the same credentials.");
  }

  private static String projects(int count, String one, String many) {
    return count == 1 ? "1 project " + one : count + " projects " + many;
  }

  private static String named(List<String> namespaces) {
    String some = namespaces.stream().sorted().limit(NAMED_NAMESPACES).collect(joining(", "));
    int more = namespaces.size() - NAMED_NAMESPACES;
    return more > 0 ? some + " and " + more + " more" : some;
  }

  private static SecretEvent event(SecretFacts secret, EventReason reason, String note) {
    return new SecretEvent(
        secret.secret().namespace(), secret.secret().name(), secret.uid(), reason, cut(note));
  }

  private static String cut(String note) {
    if (bytes(note) <= SecretEvent.MAX_NOTE) {
      return note;
    }
    String sign = "…";
    int left = SecretEvent.MAX_NOTE - bytes(sign);
    int end = 0;
    while (end < note.length()) {
      int next = note.offsetByCodePoints(end, 1);
      left -= bytes(note.substring(end, next));
      if (left < 0) {
        break;
      }
      end = next;
    }
    return note.substring(0, end) + sign;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
