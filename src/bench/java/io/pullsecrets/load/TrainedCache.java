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

  private final List<String> make;
  private final List<String> use;

  private TrainedCache(List<String> make, List<String> use) {
    this.make = make;
    this.use = use;
  }

  /** AppCDS, of JDK 13 and later. */
  static TrainedCache appCds(Path file) {
    return new TrainedCache(
        List.of("-XX:ArchiveClassesAtExit=" + file),
        List.of("-XX:SharedArchiveFile=" + file, "-Xshare:on"));
  }

  /** The AOT cache, of JDK 25 and later. */
  static TrainedCache aot(Path file) {
    return new TrainedCache(
        List.of("-XX:AOTCacheOutput=" + file), List.of("-XX:AOTCache=" + file, "-XX:AOTMode=on"));
  }

  /** A command that starts a JVM with the cache, or not at all if that can't be used. */
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

  private static List<String> with(List<String> command, List<String> options) {
    List<String> all = new ArrayList<>(command);
    all.addAll(options);
    return all;
  }
}
