package io.pullsecrets.cli;

/** What a command's exit code means. */
final class ExitCode {
  static final int OK = 0;

  /** The command did its work, and there is something to fix. */
  static final int FINDINGS = 1;

  /** Wrong usage, or something that couldn't be read. */
  static final int ERROR = 2;

  private ExitCode() {}
}
