package io.pullsecrets;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** What is installed on this machine, for tests that use it where it is there. */
public final class Programs {
  private Programs() {}

  /** Where the PATH has it. */
  public static Optional<Path> find(String program) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Whether the PATH has it. */
  public static boolean isOnPath(String program) {
    return find(program).isPresent();
  }
}
