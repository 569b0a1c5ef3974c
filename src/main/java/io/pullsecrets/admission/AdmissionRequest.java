package io.pullsecrets.admission;

import io.pullsecrets.injection.PodAnnotations;
import io.pullsecrets.injection.PodImages;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an AdmissionReview asks, reduced to what the answer depends on.
 *
 * @param uid the request's uid, which the answer must repeat
 * @param namespace the request's namespace; empty for objects without one. The pod's own {@code
 *     metadata.namespace} may be missing
 * @param podCreation whether it is the creation of a pod (no subresource)
 * @param pod what the decision looks at; a pod without images where there is no object
 * @param shape what the patch must fit
 * @param operation what is asked about, as the API server writes it; empty if it says nothing
 * @param podName the pod's name or, with a star behind it, its {@code generateName}; empty if it
 *     has neither
 */
record AdmissionRequest(
    String uid,
    String namespace,
    boolean podCreation,
    PodImages pod,
    PodShape shape,
    String operation,
    String podName) {
  AdmissionRequest {
    Objects.requireNonNull(uid, "uid");
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(pod, "pod");
    Objects.requireNonNull(shape, "shape");
    Objects.requireNonNull(operation, "operation");
    Objects.requireNonNull(podName, "podName");
  }

  /** The same for an alike pod. */
  AdmissionRequest of(String uid, String podName) {
    return new AdmissionRequest(uid, namespace, podCreation, pod, shape, operation, podName);
  }

  /**
   * Which parents of the patched fields exist. A JSON Patch (RFC 6902) can only add below what is
   * there.
   *
   * @param hasMetadata whether there is a {@code metadata} object
   * @param hasAnnotations whether there is an object {@code metadata.annotations}
   * @param annotationBytes what the annotations' keys and values add up to in UTF-8
   * @param injected the value of the annotation {@link PodAnnotations#INJECTED}, if the pod has it
   *     already, as it does when the API server asks again (reinvocation)
   * @param hasPullSecrets whether {@code spec.imagePullSecrets} is an array
   */
  record PodShape(
      boolean hasMetadata,
      boolean hasAnnotations,
      int annotationBytes,
      @Nullable String injected,
      boolean hasPullSecrets) {
    // By hand: docs/decisions/014-start-from-the-jvms-cache.md
    @Override
    public boolean equals(@Nullable Object object) {
      return object instanceof PodShape other
          && hasMetadata == other.hasMetadata
          && hasAnnotations == other.hasAnnotations
          && annotationBytes == other.annotationBytes
          && Objects.equals(injected, other.injected)
          && hasPullSecrets == other.hasPullSecrets;
    }

    @Override
    public int hashCode() {
      int hash = Boolean.hashCode(hasMetadata);
      hash = 31 * hash + Boolean.hashCode(hasAnnotations);
      hash = 31 * hash + annotationBytes;
      hash = 31 * hash + Objects.hashCode(injected);
      return 31 * hash + Boolean.hashCode(hasPullSecrets);
    }
  }
}
