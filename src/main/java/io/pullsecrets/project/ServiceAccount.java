package io.pullsecrets.project;

import java.util.List;
import java.util.Objects;

/**
 * What injection must know of a ServiceAccount.
 *
 * @param name its name
 * @param imagePullSecrets the names it lists, in its order
 * @param enforcesMountableSecrets whether its pods may only name pull secrets that it lists itself
 *     (annotation {@code kubernetes.io/enforce-mountable-secrets}; the API server's ServiceAccount
 *     admission plugin refuses any other pod, and checks again after the webhooks)
 */
public record ServiceAccount(
    String name, List<String> imagePullSecrets, boolean enforcesMountableSecrets) {
  /** Name of the ServiceAccount that pods run under unless they say otherwise. */
  public static final String DEFAULT = "default";

  public ServiceAccount {
    Objects.requireNonNull(name, "name");
    imagePullSecrets = List.copyOf(imagePullSecrets);
  }
}
