package io.pullsecrets.registry;

import static java.util.Objects.requireNonNull;

/**
 * How one Secret, alone, answers for an image. Beside others it may answer less: a direct match in
 * any Secret of the pod takes the Docker Hub fallback from all of them ({@link Keyring}).
 *
 * @param givesCredential at least one of the credentials is more than an empty one
 */
public record Match(Kind kind, boolean givesCredential) {

  static final Match NONE = new Match(Kind.NONE, false);

  /** By what the kubelet finds the credentials. */
  public enum Kind {
    /** It finds none. */
    NONE,
    /** A key matches the image; the fallback is not asked then. */
    DIRECT,
    /**
     * No key matches, the image counts as one of Docker Hub's, and there is a key {@code
     * index.docker.io}.
     */
    DOCKER_HUB_FALLBACK
  }

  public Match {
    requireNonNull(kind);
  }
}
