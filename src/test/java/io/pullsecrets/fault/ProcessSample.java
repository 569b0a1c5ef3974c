package io.pullsecrets.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What a replica holds at one moment.
 *
 * @param heap megabytes of it in use right after a full collection
 * @param resident megabytes of memory
 * @param threads of the operating system
 * @param files open descriptors, sockets among them
 * @param sockets open ones
 * @param watches open ones, as its way to the API server counts them
 * @param series lines of its metrics
 */
record ProcessSample(
    double heap,
    double resident,
    double threads,
    double files,
    double sockets,
    double watches,
    double series) {
  private static final double MEGABYTE = 1 << 20;

  /** Takes one of a replica; needs Linux, and a JDK to run under. */
  static ProcessSample of(ReplicaProcess replica) throws IOException, InterruptedException {
    collectGarbage(replica.pid());
    Path process = Path.of("/proc", Long.toString(replica.pid()));
    List<String> status = Files.readAllLines(process.resolve("status"));
    List<String> files = files(process.resolve("fd"));
    return new ProcessSample(
        replica.metric("jvm_memory_used_bytes{area=\"heap\"").orElse(Double.NaN) / MEGABYTE,
        value(status, "VmRSS:") / 1024,
        value(status, "Threads:"),
        files.size(),
        files.stream().filter(each -> each.startsWith("socket:")).count(),
        replica.way().watches(),
        replica.management("/q/metrics").lines().count());
  }

  private static void collectGarbage(long pid) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid),
                "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!jcmd.waitFor(30, TimeUnit.SECONDS) || jcmd.exitValue() != 0) {
      throw new IOException("jcmd can't reach process " + pid);
    }
  }

  private static double value(List<String> status, String key) {
    return status.stream()
        .filter(line -> line.startsWith(key))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElse(Double.NaN);
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(ProcessSample::target).toList();
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return "closed meanwhile";
    }
  }
}
