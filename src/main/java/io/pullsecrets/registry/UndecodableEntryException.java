package io.pullsecrets.registry;

/**
 * An entry that the kubelet can't decode. The message says why, in words that fit behind the
 * entry's key.
 */
final class UndecodableEntryException extends Exception {

  private static final long serialVersionUID = 1L;

  UndecodableEntryException(String flaw) {
    super(flaw);
  }
}
