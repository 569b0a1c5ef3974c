package io.pullsecrets.load;

import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Visits the status page, one page after the other, and notes how long each takes. */
final class PageVisits {
  private static final List<String> PATHS =
      List.of(
          "/status",
          "/status/secrets",
          "/status/projects",
          "/status/projects?name=project-0999&amiss=on&page=2",
          "/status/project?namespace=demo",
          "/status/decisions",
          "/status/explain?image=registry.example.com/app&project=demo");

  /** As browsers speak without TLS. */
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final int port;
  private final Map<String, Histogram> times = new LinkedHashMap<>();
  private final Map<String, Double> first = new LinkedHashMap<>();
  private final Map<String, Integer> sizes = new LinkedHashMap<>();

  PageVisits(LoadedServer server) {
    port = server.managementPort();
  }

  /** Asks for every page that often. */
  void visit(int rounds) {
    for (int i = 0; i < rounds; i++) {
      for (String path : PATHS) {
        visit(path);
      }
    }
  }

  /** Forgets the times so far, which were those of cold code, but for the first of each page. */
  void begin() {
    times.clear();
  }

  private void visit(String path) {
    long start = System.nanoTime();
    HttpResponse<byte[]> answer =
        client
            .sendAsync(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                BodyHandlers.ofByteArray())
            .join();
    long time = System.nanoTime() - start;
    times.computeIfAbsent(path, each -> new Histogram(3)).recordValue(time);
    first.putIfAbsent(path, time / 1e6);
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(path + " is answered with " + answer.statusCode());
    }
    sizes.put(path, answer.body().length);
  }

  void print(PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%n%-62s %9s %9s %9s %9s%n",
        "page",
        "first ms",
        "median ms",
        "worst ms",
        "bytes");
    times.forEach(
        (path, each) ->
            out.printf(
                Locale.ROOT,
                "%-62s %9.1f %9.1f %9.1f %9d%n",
                path,
                first.get(path),
                each.getValueAtPercentile(50) / 1e6,
                each.getMaxValue() / 1e6,
                sizes.get(path)));
  }
}
