package io.pullsecrets.cli;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/**
 * One call of the command line.
 *
 * @param code its exit code
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
record Run(int code, String out, String err) {
  /** The time that it is for these calls. */
  static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  static Run of(String... arguments) {
    return withInput("", arguments);
  }

  static Run withInput(String in, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        CommandLineTool.run(
            new Console(
                new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
                new PrintWriter(out),
                new PrintWriter(err)),
            Clock.fixed(NOW, ZoneOffset.UTC),
            arguments);
    return new Run(code, out.toString(), err.toString());
  }
}
