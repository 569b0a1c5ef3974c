package io.pullsecrets.cli;

/** Something that whoever called can fix. The message says what, and the way out. */
final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UserError(String message) {
    super(message);
  }
}
