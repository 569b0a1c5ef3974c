package io.pullsecrets.registry;

import static java.util.Comparator.reverseOrder;
import static java.util.Objects.requireNonNull;

import io.pullsecrets.image.ImageReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The credentials of a pod's pull secrets together, as the kubelet holds them when it pulls the
 * pod's images ({@code MakeDockerKeyring} of pkg/credentialprovider/secrets and {@code
 * BasicDockerKeyring} of keyring.go).
 *
 * <p>It says which credential is tried after which, and is what {@link PullSecretIndex} is held to,
 * which finds the Secrets for a pod without asking each key.
 */
public final class Keyring {

  /**
   * By key in the order in which the kubelet tries them; under one key in the order of the pod's
   * list.
   */
  private final Map<RegistryKey, List<Use>> usesByKey;

  private Keyring(Map<RegistryKey, List<Use>> usesByKey) {
    this.usesByKey = usesByKey;
  }

  /** A credential that the kubelet tries, and the Secret it comes from. */
  public record Use(PullSecret secret, RegistryCredential credential) {

    public Use {
      requireNonNull(secret);
      requireNonNull(credential);
    }
  }

  /**
   * The keyring of a pod with these pull secrets.
   *
   * @param inOrder as the pod lists them; a Secret listed twice gives its credentials twice
   * @throws UndecodableSecretException if there is one that fails the pull of all images
   */
  public static Keyring of(List<PullSecret> inOrder) throws UndecodableSecretException {
    Map<RegistryKey, List<Use>> usesByKey = new TreeMap<>(reverseOrder());
    for (PullSecret secret : inOrder) {
      if (!secret.isDecodable()) {
        throw new UndecodableSecretException(secret);
      }
      for (RegistryCredential credential : secret.credentials()) {
        usesByKey
            .computeIfAbsent(credential.key(), key -> new ArrayList<>())
            .add(new Use(secret, credential));
      }
    }
    return new Keyring(usesByKey);
  }

  /** What the kubelet tries for the image, in its order; empty means an anonymous pull. */
  public List<Use> lookup(ImageReference image) {
    List<Use> uses = new ArrayList<>();
    RegistryAddress.of(image)
        .ifPresent(
            address ->
                usesByKey.forEach(
                    (key, usesOfKey) -> {
                      if (key.matches(address)) {
                        uses.addAll(usesOfKey);
                      }
                    }));
    if (uses.isEmpty() && isDockerHub(image)) {
      uses.addAll(usesByKey.getOrDefault(RegistryKey.DOCKER_HUB_FALLBACK, List.of()));
    }
    return List.copyOf(uses);
  }

  /**
   * Whether the kubelet falls back on {@code index.docker.io} for the image ({@code
   * isDefaultRegistryMatch}). It goes by the look of the name's first component, so {@code
   * localhost/app} counts as Docker Hub's.
   */
  public static boolean isDockerHub(ImageReference image) {
    String registry = image.registry();
    return registry.equals("docker.io")
        || registry.equals("index.docker.io")
        || (registry.indexOf('.') < 0 && registry.indexOf(':') < 0);
  }
}
