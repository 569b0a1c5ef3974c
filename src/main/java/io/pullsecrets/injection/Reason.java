package io.pullsecrets.injection;

/**
 * Why a pod got its pull secrets, or none. The codes are stable: they stand in audit annotations,
 * metrics and the documentation.
 */
public enum Reason {
  /** Pull secrets were added. */
  INJECTED("injected"),
  /** Candidates exist, and none gives a credential for one of the pod's images. */
  NO_MATCH("no-match"),
  /** All that serve the pod's images stand in its list already. */
  ALREADY_LISTED("already-listed"),
  /** Some would serve, and each was held back; see the verdicts. */
  HELD_BACK("held-back"),
  /** Nobody declared a pull secret for this project. */
  NO_CANDIDATES("no-candidates"),
  /** The pod is switched off. */
  POD_OPTED_OUT("pod-opted-out"),
  /** The namespace is switched off. */
  NAMESPACE_OPTED_OUT("namespace-opted-out"),
  /** The namespace is being deleted. */
  NAMESPACE_TERMINATING("namespace-terminating"),
  /** The pod mirrors a static pod. */
  MIRROR_POD("mirror-pod"),
  /** The namespace is no project. */
  NOT_A_PROJECT("not-a-project"),
  /** It names more images or pull secrets than the time for an answer allows to look at. */
  TOO_LARGE("too-large"),
  /** The request is something else than the creation of a pod. */
  NOT_A_POD_CREATION("not-a-pod-creation"),
  /** The index hasn't been filled yet. */
  NOT_READY("not-ready"),
  /** A defect of the injector; its log tells more. */
  INTERNAL_ERROR("internal-error");

  private final String code;

  Reason(String code) {
    this.code = code;
  }

  /** The stable code, in lower case with dashes. */
  public String code() {
    return code;
  }
}
