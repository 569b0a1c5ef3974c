package io.pullsecrets.load;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.handler.ssl.SslContext;
import io.pullsecrets.ServingCertificate;
import io.pullsecrets.bench.Measurement;
import io.pullsecrets.bench.RecordedReview;
import io.pullsecrets.demo.InMemoryCluster;
import io.pullsecrets.demo.InjectorProcess.Program;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.HdrHistogram.Histogram;

/**
 * Loads the packaged server over HTTPS and compares it with the same server when it answers a
 * constant (the floor) and when it does what webhooks on the typed model do.
 *
 * <p>Each of the three is a process of its own. On Linux with two processors and more, they share
 * the first one and the load comes from the second: so the server's cost decides how much gets
 * through, not that of the load. Rounds take turns, so that whatever else the machine does meets
 * all three.
 */
public final class MeasureLoad {
  private static final double MIN_OF_FLOOR = 0.8;
  private static final double MIN_OF_TYPED = 3;
  private static final double MAX_P99_OF_FLOOR = 1.5;

  /**
   * Short ones, since the machine's speed can change by a third within seconds: a ratio is that of
   * rounds that lie next to each other.
   */
  private static final Rounds SHORT = new Rounds(35, Duration.ofMillis(250));

  /** Large bodies are too few in a short one. */
  private static final Rounds LONG = new Rounds(9, Duration.ofSeconds(1));

  private static final Rounds PACED = new Rounds(27, Duration.ofSeconds(1));
  private static final Duration SETTLING = Duration.ofSeconds(1);
  private static final Duration WARM_UP = Duration.ofSeconds(7);

  /** A server is warm when its second compiler is busy for less than this part of the time. */
  private static final double WARM = 0.1;

  private static final int MAX_WARM_UPS = 15;
  private static final String SECOND_COMPILER = "C2 CompilerThread0";
  private static final int SMALL = 3_000;
  private static final int MEDIUM = 30_000;
  private static final int LARGE = 300_000;

  private static final String ROW = "%-9s %5s %-23s %16s %7s %7s %7s %7s %7s %6s %9s %9s  %s%n";

  /** The in-memory API's log; a field, because an unused logger is forgotten with its level. */
  private static final Logger QUIET = Logger.getLogger("io.fabric8.mockwebserver");

  private final PrintStream out =
      new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
  private final NioEventLoopGroup loop = new NioEventLoopGroup(1);
  private final SslContext trust;
  private final LoadedServer floor;
  private final LoadedServer ours;
  private final LoadedServer typed;
  private final PrintStream csv;

  private MeasureLoad(
      SslContext trust,
      LoadedServer floor,
      LoadedServer ours,
      LoadedServer typed,
      PrintStream csv) {
    this.trust = trust;
    this.floor = floor;
    this.ours = ours;
    this.typed = typed;
    this.csv = csv;
  }

  /**
   * What is measured.
   *
   * @param name how the results call it
   * @param bodies what is sent to it, again and again in this order
   */
  private record Subject(String name, LoadedServer server, List<byte[]> bodies) {}

  /** How often each server's turn comes, and how long it takes. */
  private record Rounds(int number, Duration length) {}

  /**
   * One round of one server.
   *
   * @param times from request to answer, in nanoseconds
   * @param cpu what the server's process used meanwhile
   */
  private record Round(Histogram times, double seconds, Duration cpu) {
    double perSecond() {
      return times.getTotalCount() / seconds;
    }

    double cpuMicroseconds() {
      return cpu.toNanos() / 1e3 / times.getTotalCount();
    }

    double busy() {
      return cpu.toNanos() / 1e9 / seconds;
    }

    double milliseconds(double percentile) {
      return times.getValueAtPercentile(percentile) / 1e6;
    }
  }

  /** Takes the directory for the servers' logs and the rounds' results. */
  public static void main(String[] args) {
    Measurement.main(() -> measure(args));
  }

  private static void measure(String[] args) throws IOException, InterruptedException {
    QUIET.setLevel(Level.WARNING);
    Path directory = Path.of(args[0]);
    try (InMemoryCluster cluster = InMemoryCluster.start();
        ServingCertificate certificate = ServingCertificate.make()) {
      fill(cluster);
      SslContext trust = Connections.trusting(certificate);
      Path jar = directory.resolve("pull-secret-injector.jar");
      List<String> command = ServerOptions.command();
      try (LoadedServer floor =
              LoadedServer.start(
                  new Program(command, jar, directory.resolve("floor.log")),
                  cluster.url(),
                  certificate,
                  "/bench/constant");
          LoadedServer ours =
              LoadedServer.start(
                  new Program(command, jar, directory.resolve("ours.log")),
                  cluster.url(),
                  certificate,
                  "/mutate");
          LoadedServer typed =
              LoadedServer.start(
                  new Program(command, jar, directory.resolve("typed.log")),
                  cluster.url(),
                  certificate,
                  "/bench/typed");
          PrintStream csv =
              new PrintStream(
                  Files.newOutputStream(directory.resolve("load.csv")),
                  true,
                  StandardCharsets.UTF_8)) {
        new MeasureLoad(trust, floor, ours, typed, csv).run(certificate);
      }
    }
  }

  private void run(ServingCertificate certificate) throws IOException, InterruptedException {
    csv.println("body,connections,pace,server,round,per_second,cpu_us,p50_ms,p99_ms,p999_ms");
    check(ours, certificate);
    check(typed, certificate);
    byte[] small = EnlargedReview.of(SMALL);
    for (LoadedServer server : List.of(floor, ours, typed)) {
      // With all sizes, so that the compiler doesn't learn from one what it unlearns with the next.
      for (int bytes : new int[] {LARGE, MEDIUM}) {
        warmUp(server, RecordedReview.alike(EnlargedReview.of(bytes)));
      }
      int warmUps = 1;
      warmUp(server, EnlargedReview.different(small));
      while (warmUp(server, RecordedReview.alike(small)) > WARM && warmUps < MAX_WARM_UPS) {
        warmUps++;
      }
    }
    int processors = Runtime.getRuntime().availableProcessors();
    boolean apart = separate();
    out.printf(
        Locale.ROOT,
        "%nLoad over HTTPS (TLS 1.3, HTTP/1.1, kept alive), JDK %s, %d processors%s;"
            + " medians of rounds, percentiles of all of them together%n%n",
        Runtime.version(),
        processors,
        apart ? ", one of which the servers share while the load comes from another" : "");
    out.printf(
        ROW,
        "body",
        "conn.",
        "server",
        "requests/s",
        "CPU µs",
        "÷ floor",
        "p50 ms",
        "p99 ms",
        "p99.9",
        "busy",
        "÷ floor",
        "÷ typed",
        "");
    closedLoop(small, 8);
    double peak = closedLoop(small, 64);
    if (!Boolean.getBoolean("load.small-only")) {
      closedLoop(EnlargedReview.of(MEDIUM), 8);
      closedLoop(EnlargedReview.of(LARGE), 8);
    }
    paced(small, peak / 2);
    out.printf(
        """

        requests/s  each connection sends the next request when the answer has come; ± half the
                    distance between the slowest and the fastest round
        CPU µs      processor time of the whole server process per request, and beside the floor's
        busy        processors that the server kept busy
        ÷ floor     requests per second beside those of the server that answers a constant;
                    at 50 %% of the peak: the 99th percentile beside its
        ÷ typed     requests per second beside those of the server on the typed model
        no two pods alike
                    a thousand images in turn, so that no answer is found again
        Required with the small review: at least %.1f of the floor and %.0f times typed; at half the
        peak at most %.1f times the floor's 99th percentile.
        """,
        MIN_OF_FLOOR, MIN_OF_TYPED, MAX_P99_OF_FLOOR);
  }

  /** Measures the servers in turn and returns how many requests per second ours answers. */
  private double closedLoop(byte[] body, int count) throws InterruptedException {
    List<byte[]> alike = RecordedReview.alike(body);
    boolean small = body.length < 2 * SMALL;
    List<Subject> subjects =
        new ArrayList<>(
            List.of(
                new Subject("constant", floor, alike),
                new Subject("ours", ours, alike),
                new Subject("typed", typed, alike)));
    if (small) {
      subjects.add(new Subject("ours, no two pods alike", ours, EnlargedReview.different(body)));
    }
    List<List<Round>> rounds =
        inTurn(subjects, count, small ? SHORT : LONG, Connections::closedLoop, "closed");
    double ofFloor = medianRatio(rounds.get(1), rounds.get(0), Round::perSecond);
    double ofTyped = medianRatio(rounds.get(1), rounds.get(2), Round::perSecond);
    for (int i = 0; i < subjects.size(); i++) {
      boolean required = small && i == 1;
      print(
          body,
          count,
          subjects.get(i).name,
          rounds.get(i),
          rounds.get(0),
          i == 0 ? "" : format("%.2f", medianRatio(rounds.get(i), rounds.get(0), Round::perSecond)),
          subjects.get(i).server == ours
              ? format("%.2f", medianRatio(rounds.get(i), rounds.get(2), Round::perSecond))
              : "",
          required ? verdict(ofFloor >= MIN_OF_FLOOR && ofTyped >= MIN_OF_TYPED) : "");
    }
    return median(rounds.get(1), Round::perSecond);
  }

  private void paced(byte[] body, double perSecond) throws InterruptedException {
    out.printf(
        Locale.ROOT, "%nat 50 %% of the peak: %,.0f requests per second, evenly%n", perSecond);
    List<List<Round>> rounds =
        inTurn(
            List.of(
                new Subject("constant", floor, RecordedReview.alike(body)),
                new Subject("ours", ours, RecordedReview.alike(body))),
            64,
            PACED,
            (connections, length) -> connections.paced(perSecond, length),
            "half");
    double ratio = medianRatio(rounds.get(1), rounds.get(0), each -> each.milliseconds(99));
    print(body, 64, "constant", rounds.get(0), rounds.get(0), "", "", "");
    print(
        body,
        64,
        "ours",
        rounds.get(1),
        rounds.get(0),
        format("%.2f", ratio),
        "",
        verdict(ratio <= MAX_P99_OF_FLOOR));
  }

  /** Returns for which part of the time the server's second compiler was busy. */
  private double warmUp(LoadedServer server, List<byte[]> bodies)
      throws IOException, InterruptedException {
    Duration before = ServerProbe.cpu(server, SECOND_COMPILER);
    try (Connections connections = server.connect(loop.next(), trust, bodies, 32)) {
      connections.closedLoop(WARM_UP);
    }
    Duration used = ServerProbe.cpu(server, SECOND_COMPILER).minus(before);
    return (double) used.toNanos() / WARM_UP.toNanos();
  }

  private interface Load {
    Histogram run(Connections connections, Duration length) throws InterruptedException;
  }

  private List<List<Round>> inTurn(
      List<Subject> subjects, int count, Rounds turns, Load load, String pace)
      throws InterruptedException {
    List<Connections> connections = new ArrayList<>();
    List<List<Round>> rounds = new ArrayList<>();
    for (Subject subject : subjects) {
      connections.add(subject.server.connect(loop.next(), trust, subject.bodies, count));
      rounds.add(new ArrayList<>());
    }
    for (int i = 0; i < subjects.size(); i++) {
      // Not counted: code for this size and these connections is compiled.
      load.run(connections.get(i), SETTLING);
    }
    for (int i = 1; i <= turns.number(); i++) {
      for (int subject = 0; subject < subjects.size(); subject++) {
        LoadedServer server = subjects.get(subject).server;
        Duration before = server.cpu();
        long start = System.nanoTime();
        Histogram times = load.run(connections.get(subject), turns.length());
        Round done =
            new Round(times, (System.nanoTime() - start) / 1e9, server.cpu().minus(before));
        rounds.get(subject).add(done);
        csv.printf(
            Locale.ROOT,
            "%d,%d,%s,\"%s\",%d,%.1f,%.2f,%.4f,%.4f,%.4f%n",
            subjects.get(subject).bodies.get(0).length,
            count,
            pace,
            subjects.get(subject).name,
            i,
            done.perSecond(),
            done.cpuMicroseconds(),
            done.milliseconds(50),
            done.milliseconds(99),
            done.milliseconds(99.9));
      }
    }
    for (Connections each : connections) {
      each.close();
    }
    return rounds;
  }

  private void print(
      byte[] body,
      int count,
      String server,
      List<Round> rounds,
      List<Round> floorRounds,
      String ofFloor,
      String ofTyped,
      String verdict) {
    double[] sorted = sorted(rounds, Round::perSecond);
    Histogram all = new Histogram(rounds.get(0).times());
    rounds.forEach(each -> all.add(each.times()));
    out.printf(
        ROW,
        format("%,d B", body.length),
        count,
        server,
        format(
            "%,.0f ± %.0f", sorted[sorted.length / 2], (sorted[sorted.length - 1] - sorted[0]) / 2),
        format("%.1f", median(rounds, Round::cpuMicroseconds)),
        format("%.2f", medianRatio(rounds, floorRounds, Round::cpuMicroseconds)),
        format("%.2f", all.getValueAtPercentile(50) / 1e6),
        format("%.2f", all.getValueAtPercentile(99) / 1e6),
        format("%.2f", all.getValueAtPercentile(99.9) / 1e6),
        format("%.2f", median(rounds, Round::busy)),
        ofFloor,
        ofTyped,
        verdict);
  }

  /** Whether the server injects; one that doesn't would be measured for less than its work. */
  private static void check(LoadedServer server, ServingCertificate certificate)
      throws IOException, InterruptedException {
    HttpClient client = HttpClient.newBuilder().sslContext(certificate.trust()).build();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + server.path()))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(EnlargedReview.of(30_000)))
            .build();
    String answer = client.send(request, BodyHandlers.ofString()).body();
    if (!answer.contains("\"JSONPatch\"")) {
      throw new IllegalStateException(server.path() + " injects nothing: " + answer);
    }
  }

  /** One project and ten cluster-wide Secrets, one of which serves the pod. */
  private static void fill(InMemoryCluster cluster) {
    cluster.put(
        new NamespaceBuilder()
            .withNewMetadata()
            .withName("demo")
            .addToLabels("runai/queue", "demo")
            .endMetadata()
            .build());
    cluster.put(clusterWide("example", "registry.example.com"));
    for (int i = 1; i < 10; i++) {
      cluster.put(clusterWide("other-" + i, "registry-" + i + ".example.net"));
    }
  }

  private static Secret clusterWide(String name, String registry) {
    String config =
        "{\"auths\":{\"%s\":{\"username\":\"u\",\"password\":\"p\"}}}".formatted(registry);
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace("runai")
        .withName(name)
        .addToLabels("runai/cluster-wide", "true")
        .endMetadata()
        .withType("kubernetes.io/dockerconfigjson")
        .addToData(
            ".dockerconfigjson",
            Base64.getEncoder().encodeToString(config.getBytes(StandardCharsets.UTF_8)))
        .build();
  }

  /** Keeps the servers to the first processor and the load to the second, where that can be had. */
  private boolean separate() throws IOException, InterruptedException {
    if (Runtime.getRuntime().availableProcessors() < 2
        || !Files.exists(Path.of("/usr/bin/taskset"))) {
      return false;
    }
    for (LoadedServer server : List.of(floor, ours, typed)) {
      pin(server.pid(), 0);
    }
    pin(ProcessHandle.current().pid(), 1);
    return true;
  }

  private static void pin(long process, int processor) throws IOException, InterruptedException {
    new ProcessBuilder(
            "taskset", "-a", "-c", "-p", Integer.toString(processor), Long.toString(process))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private static double medianRatio(
      List<Round> of, List<Round> beside, ToDoubleFunction<Round> value) {
    double[] ratios = new double[of.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = value.applyAsDouble(of.get(i)) / value.applyAsDouble(beside.get(i));
    }
    Arrays.sort(ratios);
    return ratios[ratios.length / 2];
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> value) {
    return sorted(rounds, value)[rounds.size() / 2];
  }

  private static double[] sorted(List<Round> rounds, ToDoubleFunction<Round> value) {
    return rounds.stream().mapToDouble(value).sorted().toArray();
  }

  private static String verdict(boolean holds) {
    return holds ? "OK" : "MISSED";
  }

  private static String format(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
