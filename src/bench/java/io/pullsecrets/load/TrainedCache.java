package io.pullsecrets.load;

import io.pullsecrets.ServingCertificate;
import io.pullsecrets.demo.InjectorProcess;
import io.pullsecrets.demo.InjectorProcess.Program;
import io.pullsecrets.demo.Ports;
import io.pullsecrets.training.TrainingCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a JVM keeps of a training run, to start quicker. The run is that of the image (Dockerfile):
 * the server starts beside a {@link TrainingCluster} and ends when it is ready; with its end the
 * JVM writes the cache.
 */
final class TrainedCache {
  private static final Duration WRITING = Duration.ofMinutes(2);

  private final String make;
  private final String use;

  private TrainedCache(String make, String use, Path file) {
    this.make = make + file;
    this.use = use + file;
  }

  /** AppCDS, of JDK 13 and later. */
  static TrainedCache appCds(Path file) {
    return new TrainedCache("-XX:ArchiveClassesAtExit=", "-XX:SharedArchiveFile=", file);
  }

  /** The AOT cache, of JDK 25 and later. */
  static TrainedCache aot(Path file) {
    return new TrainedCache("-XX:AOTCacheOutput=", "-XX:AOTCache=", file);
  }

  /** A command that starts a JVM with the cache. */
  List<String> usedBy(List<String> command) {
    return with(command, use);
  }

  /**
   * Makes the cache.
   *
   * @param command the one that will start the JVM with it, without it
   */
  void train(List<String> command, Path jar, Path log, ServingCertificate certificate)
      throws IOException, InterruptedException {
    Program program = new Program(with(command, make), jar, log);
    try (TrainingCluster cluster = TrainingCluster.start();
        InjectorProcess server =
            InjectorProcess.start(program, cluster.url(), certificate, Ports.free())) {
      server.awaitReady();
      server.terminate();
      if (!server.awaitEnd(WRITING)) {
        throw new IllegalStateException("the training doesn't end: see " + log);
      }
    }
  }

  private static List<String> with(List<String> command, String option) {
    List<String> all = new ArrayList<>(command);
    all.add(option);
    return all;
  }
}
