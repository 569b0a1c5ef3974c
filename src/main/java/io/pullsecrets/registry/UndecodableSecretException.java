package io.pullsecrets.registry;

/**
 * A Secret that the kubelet can't decode, so that it pulls no image of a pod that lists it. Names
 * the Secret only.
 */
public final class UndecodableSecretException extends Exception {

  private static final long serialVersionUID = 1L;

  UndecodableSecretException(PullSecret secret) {
    super("the kubelet can't decode Secret " + secret);
  }
}
