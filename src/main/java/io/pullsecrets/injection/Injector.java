package io.pullsecrets.injection;

import io.pullsecrets.project.Project;
import java.util.List;
import java.util.Optional;

/**
 * Decides which pull secrets a pod gets: exactly those that give the kubelet a credential for one
 * of its images, and none that harms.
 *
 * <p>Candidates are judged one after the other, the project's first, then the cluster-wide ones,
 * each by name, and each beside the pod's own list and those added before it. So the result is the
 * same in whatever order the candidates are given, and a second call, with the first one's result
 * as the pod's list, adds nothing.
 */
public final class Injector {
  /**
   * Of an image with a key. As many take up to three tenths of a second, in which other calls wait.
   * Twenty images beside 50,000 keys are as many.
   */
  private static final long MAX_COMPARISONS = 1_000_000;

  private Injector() {}

  /**
   * The decision for a pod that is about to be created.
   *
   * @param pod the pod
   * @param project the project of the request's namespace
   * @param candidates what there is to choose from in that namespace
   */
  public static Decision decide(PodImages pod, Project project, Candidates candidates) {
    if (pod.mirror()) {
      return Decision.Leave.of(
          Reason.MIRROR_POD, "The pod mirrors a static pod, which only its node may change.");
    }
    if (pod.optedOut()) {
      return Decision.Leave.of(
          Reason.POD_OPTED_OUT, "The pod carries pull-secret-injector/inject=false.");
    }
    if (project.optedOut()) {
      return Decision.Leave.of(
          Reason.NAMESPACE_OPTED_OUT, "The namespace carries pull-secret-injector/inject=false.");
    }
    if (project.terminating()) {
      return Decision.Leave.of(Reason.NAMESPACE_TERMINATING, "The namespace is being deleted.");
    }
    if (pod.hasTooManyNames() || comparisons(pod, candidates) > MAX_COMPARISONS) {
      return new Decision.Leave(
          Reason.TOO_LARGE,
          "The pod names more images or pull secrets than can be looked at in time.",
          List.of(),
          Optional.of(
              "no pull secret was looked for: the pod names too many images or pull secrets"));
    }
    return new Judgement(pod, candidates).decision();
  }

  /** At most, if each image hits what each Secret has. */
  private static long comparisons(PodImages pod, Candidates candidates) {
    return (long) pod.images().size()
        * (candidates.present().keys() + candidates.clusterWide().keys());
  }
}
