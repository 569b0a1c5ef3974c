package io.pullsecrets.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The JVM's options with which the image starts the server, or others to compare with. */
final class ServerOptions {
  private static final Path FILE = Path.of("src", "main", "java.options");

  private ServerOptions() {}

  /** Those of the system property {@code server.options}, or else of the image. */
  static List<String> all() throws IOException {
    String others = System.getProperty("server.options");
    return others == null
        ? List.of("-Xmx256m", "@" + FILE)
        : List.of(others.strip().split("\\s+", -1));
  }
}
