package io.pullsecrets.injection;

import io.pullsecrets.project.Project;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * A decision, and beside it what became of every Secret that somebody might have expected. All who
 * answer a question (command line, page) show this value.
 *
 * @param decision the webhook's answer for such a pod
 * @param secrets what became of each Secret: the candidates with a key for an image in the order in
 *     which they were judged, then the others; empty if the decision hung on no Secret
 */
public record Explanation(Decision decision, List<ExplainedSecret> secrets) {
  public Explanation {
    Objects.requireNonNull(decision, "decision");
    secrets = List.copyOf(secrets);
  }

  /** The list of the pod as it will be. */
  public List<String> pullSecrets(PodImages pod) {
    List<String> names = new ArrayList<>(pod.pullSecrets());
    if (decision instanceof Decision.Inject injection) {
      injection.added().forEach(each -> names.add(each.secret()));
    }
    return names;
  }

  /** For a namespace that is no project. */
  public static Explanation notAProject() {
    return new Explanation(Decision.Leave.notAProject(), List.of());
  }

  /**
   * Makes the decision for a pod and explains it.
   *
   * @param pod the pod
   * @param project the project of its namespace
   * @param candidates what there is to choose from in that namespace
   * @param offers the docker Secrets of the cluster-wide namespace; none if they aren't used
   * @param knowsAll whether the project's own Secrets are read, so that one which isn't known isn't
   *     there
   */
  public static Explanation of(
      PodImages pod,
      Project project,
      Candidates candidates,
      Collection<Offer> offers,
      boolean knowsAll) {
    Decision decision = Injector.decide(pod, project, candidates);
    boolean hangsOnSecrets =
        switch (decision.reason()) {
          case INJECTED, NO_MATCH, ALREADY_LISTED, HELD_BACK, NO_CANDIDATES -> true;
          default -> false;
        };
    return new Explanation(
        decision,
        hangsOnSecrets
            ? new Explainer(pod, project, candidates, decision).secrets(offers, knowsAll)
            : List.of());
  }
}
