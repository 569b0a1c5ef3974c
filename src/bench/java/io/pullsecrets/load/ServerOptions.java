package io.pullsecrets.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The JVM's options with which the image starts the server, or others to compare with. */
final class ServerOptions {
  private static final Path FILE = Path.of("src", "main", "java.options");

  private ServerOptions() {}

  /** Those of the system property {@code server.options}, or else of the image. */
  static List<String> all() throws IOException {
    String others = System.getProperty("server.options");
    return others == null
        ? List.of("-XX:MaxRAM=512m", "@" + FILE)
        : List.of(others.strip().split("\\s+", -1));
  }

  /** The JVM with them, as in a container with one processor, whatever this machine has. */
  static List<String> command() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:ActiveProcessorCount=1");
    command.addAll(all());
    return command;
  }
}
