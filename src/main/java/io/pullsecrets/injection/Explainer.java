package io.pullsecrets.injection;

import io.pullsecrets.image.ImageReference;
import io.pullsecrets.image.InvalidImageReferenceException;
import io.pullsecrets.image.PrintableText;
import io.pullsecrets.injection.ExplainedSecret.Absence;
import io.pullsecrets.injection.Verdict.Outcome;
import io.pullsecrets.project.Project;
import io.pullsecrets.project.Reach;
import io.pullsecrets.registry.CopyName;
import io.pullsecrets.registry.Match;
import io.pullsecrets.registry.PullSecret;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;

/** Puts into words what became of each Secret in one decision. It decides nothing itself. */
final class Explainer {
  private static final int PRINTED_LENGTH = 253;

  private final PodImages pod;
  private final Project project;
  private final Candidates candidates;
  private final Decision decision;
  private final List<ImageReference> images = new ArrayList<>();
  private final List<ExplainedSecret> explained = new ArrayList<>();

  Explainer(PodImages pod, Project project, Candidates candidates, Decision decision) {
    this.pod = pod;
    this.project = project;
    this.candidates = candidates;
    this.decision = decision;
    for (String image : pod.images()) {
      try {
        images.add(ImageReference.parse(image));
      } catch (InvalidImageReferenceException e) {
        // The decision's warning tells.
      }
    }
  }

  List<ExplainedSecret> secrets(Collection<Offer> offers, boolean knowsAll) {
    List<Offer> inOrder =
        offers.stream().sorted(Comparator.comparing(each -> each.secret().name())).toList();
    decision.verdicts().forEach(verdict -> explain(verdict, inOrder));
    candidates.present().secrets().forEach(this::explainPresent);
    inOrder.forEach(this::explainOffer);
    if (knowsAll) {
      new LinkedHashSet<>(pod.pullSecrets()).forEach(this::explainListed);
    }
    return explained;
  }

  private void explain(Verdict verdict, List<Offer> offers) {
    PullSecret secret =
        verdict.origin() == Origin.PROJECT
            ? candidates.declared().find(verdict.secret()).orElse(null)
            : offers.stream()
                .map(Offer::secret)
                .filter(each -> isNamed(each, verdict.secret()))
                .findFirst()
                .orElse(null);
    explained.add(
        new ExplainedSecret(
            verdict.secret(),
            verdict.origin(),
            verdict.outcome().code(),
            verdict.sentence(),
            verdict.registries(),
            secret == null ? List.of() : keys(asServed(secret, verdict.origin())),
            secret == null ? List.of() : secret.findings()));
  }

  private static boolean isNamed(PullSecret source, String copy) {
    return copy.equals(source.name()) || copy.equals(CopyName.derived(source.name()));
  }

  private void explainPresent(PullSecret secret) {
    String name = secret.name();
    if (isExplained(name)) {
      return;
    }
    if (pod.pullSecrets().contains(name)) {
      add(
          secret,
          Origin.PROJECT,
          Outcome.ALREADY_LISTED.code(),
          Outcome.ALREADY_LISTED.predicate());
    } else if (candidates.switchedOff().contains(name)) {
      add(secret, Origin.PROJECT, Outcome.SWITCHED_OFF.code(), Outcome.SWITCHED_OFF.predicate());
    } else if (candidates.declared().find(name).isEmpty()) {
      add(secret, Origin.PROJECT, Absence.NOT_DECLARED);
    } else {
      add(secret, Origin.PROJECT, secret.givesCredential() ? Absence.NO_MATCH : Absence.UNUSABLE);
    }
  }

  private void explainOffer(Offer offer) {
    PullSecret secret = offer.secret();
    boolean hasKey =
        images.stream().anyMatch(each -> secret.repaired().match(each).kind() != Match.Kind.NONE);
    if (offer.reach().isEmpty()) {
      if (hasKey) {
        add(secret, Origin.CLUSTER_WIDE, Absence.NOT_CLUSTER_WIDE);
      }
    } else if (!offer.reach().get().includes(project)) {
      add(
          secret,
          Origin.CLUSTER_WIDE,
          Absence.OTHER_DEPARTMENT.code(),
          otherDepartment(offer.reach().get()));
    } else if (decision.verdicts().stream().noneMatch(each -> isVerdictOn(each, secret))) {
      Absence usable = hasKey ? Absence.SAME_IN_PROJECT : Absence.NO_MATCH;
      add(
          secret,
          Origin.CLUSTER_WIDE,
          secret.repaired().givesCredential() ? usable : Absence.UNUSABLE);
    }
  }

  private static boolean isVerdictOn(Verdict verdict, PullSecret source) {
    return verdict.origin() == Origin.CLUSTER_WIDE && isNamed(source, verdict.secret());
  }

  private String otherDepartment(Reach reach) {
    String wanted = reach instanceof Reach.Department department ? department.id() : "";
    return "is for the projects of department "
        + printable(wanted)
        + "; this one "
        + project
            .department()
            .map(id -> "belongs to department " + printable(id))
            .orElse("belongs to no department that is known");
  }

  private void explainListed(String name) {
    if (!isExplained(name)) {
      explained.add(
          new ExplainedSecret(
              printable(name),
              Origin.PROJECT,
              Absence.NOT_FOUND.code(),
              printable(name) + " " + Absence.NOT_FOUND.predicate(),
              List.of(),
              List.of(),
              List.of()));
    }
  }

  private boolean isExplained(String name) {
    return explained.stream().anyMatch(each -> each.name().equals(name));
  }

  private void add(PullSecret secret, Origin origin, Absence absence) {
    add(secret, origin, absence.code(), absence.predicate());
  }

  private void add(PullSecret secret, Origin origin, String code, String predicate) {
    explained.add(
        new ExplainedSecret(
            secret.name(),
            origin,
            code,
            secret.name() + " " + predicate,
            List.of(),
            keys(asServed(secret, origin)),
            secret.findings()));
  }

  /** What the kubelet reads: the project's Secret itself, a cluster-wide one's copy. */
  private static PullSecret asServed(PullSecret secret, Origin origin) {
    return origin == Origin.PROJECT ? secret : secret.repaired();
  }

  private static List<String> keys(PullSecret secret) {
    return secret.credentials().stream().map(each -> each.key().text()).distinct().toList();
  }

  private static String printable(String text) {
    return PrintableText.of(text, PRINTED_LENGTH);
  }
}
