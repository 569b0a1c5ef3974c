package io.pullsecrets.registry;

import static java.util.Objects.requireNonNull;

/**
 * A credential that the kubelet takes from a Secret, without the secret itself.
 *
 * @param key where it serves
 * @param empty neither username nor password: the kubelet sends such a credential like any other,
 *     and makes no anonymous attempt after it
 */
public record RegistryCredential(RegistryKey key, boolean empty) {

  public RegistryCredential {
    requireNonNull(key);
  }
}
