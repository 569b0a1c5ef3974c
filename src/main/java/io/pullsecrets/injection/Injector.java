package io.pullsecrets.injection;

import io.pullsecrets.project.Project;

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
    return new Judgement(pod, candidates).decision();
  }
}
