package io.pullsecrets.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a server process holds, as the operating system and the process itself tell. */
final class ServerProbe {
  private ServerProbe() {}

  /** Resident memory in MB; NaN where there is no {@code /proc}. */
  static double resident(long process) throws IOException {
    return status(process, "VmRSS:");
  }

  /** The most that was resident at any time, in MB; NaN where there is no {@code /proc}. */
  static double peakResident(long process) throws IOException {
    return status(process, "VmHWM:");
  }

  /** The heap in bytes that is in use after a full collection, which this asks for. */
  static double liveHeap(LoadedServer server) throws IOException, InterruptedException {
    new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
            Long.toString(server.pid()),
            "GC.run")
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
    return metric(server, "jvm_memory_used_bytes{area=\"heap\"");
  }

  /** The sum of all series whose line begins so. */
  static double metric(LoadedServer server, String beginning)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.managementPort() + "/q/metrics"))
            .build();
    String metrics = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    return metrics
        .lines()
        .filter(line -> line.startsWith(beginning))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** The processor time that one thread of the process has used. */
  static Duration cpu(LoadedServer server, String thread) throws IOException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(server.pid()),
                "Thread.print")
            .start();
    Pattern line = Pattern.compile("\"" + Pattern.quote(thread) + "\" .* cpu=([0-9.]+)ms .*");
    String threads = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return threads
        .lines()
        .map(line::matcher)
        .filter(Matcher::matches)
        .map(each -> Duration.ofNanos((long) (Double.parseDouble(each.group(1)) * 1e6)))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no thread " + thread));
  }

  private static double status(long process, String name) throws IOException {
    Path status = Path.of("/proc", Long.toString(process), "status");
    if (!Files.exists(status)) {
      return Double.NaN;
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith(name))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
          .findFirst()
          .orElse(Double.NaN);
    }
  }
}
