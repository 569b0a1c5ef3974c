package io.pullsecrets.injection;

import io.pullsecrets.image.ImageReference;
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
  /** Of an image with a key. Twenty images beside 50,000 keys are as many. */
  private static final long MAX_COMPARISONS = 1_000_000;

  /**
   * Of a character of an image's host with one of a key's glob, which is the most that matching
   * them takes. Twenty images of nvcr.io beside 20,000 keys such as {@code *.example.com} are as
   * many.
   */
  private static final long MAX_GLOB_STEPS = 50_000_000;

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
    if (pod.hasTooManyNames() || takesTooLong(pod, candidates)) {
      return new Decision.Leave(
          Reason.TOO_LARGE,
          "The pod names more images or pull secrets than can be looked at in time.",
          List.of(),
          Optional.of(
              "no pull secret was looked for: the pod names too many images or pull secrets"));
    }
    return new Judgement(pod, candidates).decision();
  }

  /**
   * Whether other calls would have to wait for this one, since all are answered on few threads. It
   * is told by what there may be to do at most, if each image hits what each Secret has.
   */
  private static boolean takesTooLong(PodImages pod, Candidates candidates) {
    long keys = (long) candidates.present().keys() + candidates.clusterWide().keys();
    long globCharacters =
        candidates.present().globCharacters() + candidates.clusterWide().globCharacters();
    long hostCharacters = pod.images().stream().mapToLong(Injector::hostLength).sum();
    return pod.images().size() * keys > MAX_COMPARISONS
        || hostCharacters * globCharacters > MAX_GLOB_STEPS;
  }

  /** At most, before the image is parsed. */
  private static int hostLength(String image) {
    return Math.max(image.indexOf('/'), ImageReference.DOCKER_HUB.length());
  }
}
