package io.pullsecrets.injection;

import io.pullsecrets.registry.PullSecret;
import java.util.Optional;

/**
 * Finds what the pod's author can fix. Speaks only of Secrets of the pod's own namespace, so that
 * nobody learns the name of a Secret elsewhere from it.
 */
final class Warnings {
  private Warnings() {}

  static Optional<String> of(PodImages pod, Candidates candidates) {
    for (String name : pod.pullSecrets()) {
      Optional<PullSecret> secret = candidates.present().find(name);
      if (secret.isPresent() && !secret.get().isDecodable()) {
        return Optional.of(
            "imagePullSecret "
                + name
                + " fails every image pull of this pod: "
                + firstFinding(secret.get()));
      }
    }
    for (PullSecret secret : candidates.declared().secrets()) {
      if (secret.credentials().isEmpty()) {
        return Optional.of(
            "pull secret " + secret.name() + " is of no use: " + firstFinding(secret));
      }
    }
    return Optional.empty();
  }

  private static String firstFinding(PullSecret secret) {
    return secret.findings().isEmpty()
        ? "it holds no credential"
        : secret.findings().get(0).sentence();
  }
}
