package io.pullsecrets.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Objects;

/**
 * What a command reads and writes.
 *
 * @param in standard input
 * @param out for results, and nothing else
 * @param err for people
 */
record Console(InputStream in, PrintWriter out, PrintWriter err) {
  Console {
    Objects.requireNonNull(in, "in");
    Objects.requireNonNull(out, "out");
    Objects.requireNonNull(err, "err");
  }
}
