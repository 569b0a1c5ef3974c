package io.pullsecrets.injection;

/**
 * Keys of the annotations on pods that matter beside {@link io.pullsecrets.project.InjectSwitch}.
 */
public final class PodAnnotations {
  /**
   * Set by a kubelet on the pod that stands for one of its static pods ({@code
   * ConfigMirrorAnnotationKey} of pkg/kubelet/types).
   */
  public static final String MIRROR = "kubernetes.io/config.mirror";

  /** Set by the webhook: which of the added pull secrets serves which registries. */
  public static final String INJECTED = "pull-secret-injector/injected";

  private PodAnnotations() {}
}
