package io.pullsecrets.cli;

/** How a command writes its result. */
enum OutputFormat {
  /** For people. */
  TABLE,
  /** For programs. */
  JSON
}
