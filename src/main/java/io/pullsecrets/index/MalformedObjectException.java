package io.pullsecrets.index;

/** An object that no API server would take. The message names it and shows none of its content. */
public final class MalformedObjectException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedObjectException(String message) {
    super(message);
  }
}
