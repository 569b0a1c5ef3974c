package io.pullsecrets.registry;

/**
 * A Secret that the kubelet can't decode, so that it pulls no image of a pod that lists it. Names
 * the Secret only.
 */
public final class UndecodableSecretException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String namespace;
  private final String name;

  UndecodableSecretException(PullSecret secret) {
    super("the kubelet can't decode Secret " + secret);
    this.namespace = secret.namespace();
    this.name = secret.name();
  }

  /** The Secret's namespace. */
  public String namespace() {
    return namespace;
  }

  /** The Secret's name. */
  public String name() {
    return name;
  }
}
