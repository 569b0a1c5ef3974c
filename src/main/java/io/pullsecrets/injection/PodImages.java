package io.pullsecrets.injection;

import io.pullsecrets.project.ServiceAccount;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the decision needs to know of a pod.
 *
 * @param images the images of its init containers, containers, ephemeral containers and image
 *     volumes, as written; the API server lets through what is no valid reference, so may be these
 * @param pullSecrets the names in its {@code imagePullSecrets}, in its order; a name may come twice
 * @param serviceAccount the ServiceAccount it runs under; {@code default} where it names none
 * @param mirror whether it stands for a static pod (annotation {@code
 *     kubernetes.io/config.mirror}), whose spec must stay as the node wrote it
 * @param optedOut whether {@link io.pullsecrets.project.InjectSwitch} is off on the pod
 */
public record PodImages(
    List<String> images,
    List<String> pullSecrets,
    String serviceAccount,
    boolean mirror,
    boolean optedOut) {
  /**
   * How many images and how many pull secrets are looked at. No pod of any use has a hundred; a
   * request's size allows hundreds of thousands.
   */
  public static final int MAX_NAMES = 1000;

  public PodImages {
    images = List.copyOf(images);
    pullSecrets = List.copyOf(pullSecrets);
    Objects.requireNonNull(serviceAccount, "serviceAccount");
  }

  /** Whether there are more than {@link #MAX_NAMES} of one kind. */
  boolean hasTooManyNames() {
    return images.size() > MAX_NAMES || pullSecrets.size() > MAX_NAMES;
  }

  // By hand: docs/decisions/014-start-from-the-jvms-cache.md
  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof PodImages other
        && images.equals(other.images)
        && pullSecrets.equals(other.pullSecrets)
        && serviceAccount.equals(other.serviceAccount)
        && mirror == other.mirror
        && optedOut == other.optedOut;
  }

  @Override
  public int hashCode() {
    int hash = images.hashCode();
    hash = 31 * hash + pullSecrets.hashCode();
    hash = 31 * hash + serviceAccount.hashCode();
    hash = 31 * hash + Boolean.hashCode(mirror);
    return 31 * hash + Boolean.hashCode(optedOut);
  }

  /** An ordinary pod under the {@code default} ServiceAccount. */
  public static PodImages of(List<String> images, List<String> pullSecrets) {
    return new PodImages(images, pullSecrets, ServiceAccount.DEFAULT, false, false);
  }
}
