package io.pullsecrets.fault;

import io.pullsecrets.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;

/**
 * The clock of the machine that a process believes to be on, which can be set while it runs.
 * libfaketime does it, which is loaded before the C library. What measures spans of time goes on as
 * it does on a real machine.
 */
final class MachineClock {
  /** Where it is, that is on the PATH. */
  static final String PROGRAM = "faketime";

  private final Path file;

  private MachineClock(Path file) {
    this.file = file;
  }

  static boolean canBeSet() {
    return Programs.isOnPath(PROGRAM);
  }

  /**
   * One that is right.
   *
   * @param file for what it is set to
   */
  static MachineClock at(Path file) throws IOException {
    MachineClock clock = new MachineClock(file.toAbsolutePath());
    clock.set(Duration.ZERO);
    return clock;
  }

  /** Sets it this much ahead of the right time; the process notices within a second. */
  void set(Duration ahead) throws IOException {
    // At once, for the file is read at any time.
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.writeString(next, "%+d".formatted(ahead.toSeconds()));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** What makes a process believe in it. */
  Map<String, String> environment() throws IOException, InterruptedException {
    return Map.of(
        "LD_PRELOAD",
        library(),
        "FAKETIME_TIMESTAMP_FILE",
        file.toString(),
        "FAKETIME_CACHE_DURATION",
        "1",
        "FAKETIME_DONT_FAKE_MONOTONIC",
        "1",
        // Or else each wait of the JVM, by that very clock, is over at once.
        "FAKETIME_FORCE_MONOTONIC_FIX",
        "0",
        "NO_FAKE_STAT",
        "1");
  }

  private static String library() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(PROGRAM, "-m", "-f", "+0s", "printenv", "LD_PRELOAD")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String library = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(PROGRAM + " doesn't say where its library is");
    }
    return library.strip();
  }
}
