package io.pullsecrets.load;

import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.handler.ssl.SslContext;
import io.pullsecrets.ServingCertificate;
import io.pullsecrets.bench.Measurement;
import io.pullsecrets.bench.RecordedReview;
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
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * Holds the packaged server against clusters of growing size: how long until it is ready, what it
 * keeps in memory, and how quickly it answers while Secrets change.
 */
public final class MeasureScale {
  private static final int[] PROJECTS = {100, 1_000, 10_000};
  private static final int PODS_PER_SECOND = 500;
  private static final int CHANGES_PER_SECOND = 100;
  private static final int CONNECTIONS = 8;
  private static final int ROUNDS = 7;
  private static final Duration ROUND = Duration.ofSeconds(5);
  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final int PAGE_ROUNDS = 20;
  private static final Duration LOOKS = Duration.ofSeconds(20);
  private static final String STATE_THREAD = "state";
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  private static final double MAX_READY_SECONDS = 10;
  private static final double MAX_RESIDENT = 256;
  private static final double MAX_PER_SECRET = 1024;
  private static final double MAX_P99_RATIO = 1.2;

  private static final String ROW = "%8s %8s %8s %8s %8s %8s %9s %9s %7s %7s %7s %9s%n";

  private final PrintStream out =
      new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
  private final NioEventLoopGroup loop = new NioEventLoopGroup(1);
  private final ScheduledExecutorService churn = Executors.newSingleThreadScheduledExecutor();
  private final List<Cluster> clusters = new ArrayList<>();

  private MeasureScale() {}

  /** One size, and what was measured there. */
  private static final class Cluster {
    private final ListedCluster api;
    private final LoadedServer server;
    private final double ready;
    private final double cpu;
    private final double heap;
    private final double residentReady;
    private final List<Histogram> rounds = new ArrayList<>();
    private double resident;

    Cluster(ListedCluster api, LoadedServer server, double ready)
        throws IOException, InterruptedException {
      this.api = api;
      this.server = server;
      this.ready = ready;
      cpu = server.cpu().toNanos() / 1e9;
      residentReady = ServerProbe.peakResident(server.pid());
      heap = ServerProbe.liveHeap(server);
    }
  }

  /** Takes the directory with the build, for the servers' logs. */
  public static void main(String[] args) {
    Measurement.main(
        () -> {
          try (ServingCertificate certificate = ServingCertificate.make()) {
            new MeasureScale().run(Path.of(args[0]), certificate);
          }
        });
  }

  private void run(Path directory, ServingCertificate certificate) throws Exception {
    SslContext trust = Connections.trusting(certificate);
    List<String> command = command(directory, certificate);
    for (int projects : PROJECTS) {
      ListedCluster api = ListedCluster.start(projects);
      long start = System.nanoTime();
      LoadedServer server =
          LoadedServer.start(
              new Program(command, jar(directory), directory.resolve("scale-" + projects + ".log")),
              api.url(),
              certificate,
              "/mutate");
      double ready = (System.nanoTime() - start) / 1e9;
      api.awaitWatch();
      checkInjects(server, certificate, true);
      clusters.add(new Cluster(api, server, ready));
    }
    measure(trust);
    for (Cluster each : clusters) {
      each.resident = ServerProbe.resident(each.server.pid());
      each.api.delete();
      checkInjects(each.server, certificate, false);
    }
    print();
    writeCsv(directory.resolve("scale.csv"));
    visitPages(trust);
    for (Cluster each : clusters) {
      each.server.close();
      each.api.close();
    }
    lead(command, directory, certificate);
  }

  /** The largest cluster with its copies in place, for a replica that leads. */
  private void lead(List<String> command, Path directory, ServingCertificate certificate)
      throws Exception {
    int projects = PROJECTS[PROJECTS.length - 1];
    Program program = new Program(command, jar(directory), directory.resolve("scale-leader.log"));
    long start = System.nanoTime();
    try (ListedCluster api = ListedCluster.startWithCopies(projects);
        LoadedServer server = LoadedServer.start(program, api.url(), certificate, "/mutate")) {
      double ready = (System.nanoTime() - start) / 1e9;
      double untilReady = ServerProbe.peakResident(server.pid());
      checkInjects(server, certificate, true);
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (ServerProbe.metric(server, "pull_secret_injector_copies_desired") < api.copies()) {
        if (System.nanoTime() > end) {
          throw new IllegalStateException("the replica hasn't looked at all copies in time");
        }
        Thread.sleep(BETWEEN_LOOKS.toMillis());
      }
      double looked = (System.nanoTime() - start) / 1e9;
      out.printf(
          Locale.ROOT,
          """

          A replica that leads, %,d projects with %,d copies of %d cluster-wide Secrets, and %,d Secrets of their own:
          ready in %.1f s, all copies looked at after %.1f s, %.0f MB of heap in use, %.0f MB resident (%.0f until ready).
          """,
          projects,
          api.copies(),
          ListedCluster.CLUSTER_WIDE,
          api.secrets() - api.copies() - ListedCluster.CLUSTER_WIDE,
          ready,
          looked,
          ServerProbe.liveHeap(server) / (1 << 20),
          ServerProbe.peakResident(server.pid()),
          untilReady);
    }
  }

  /** As in the image: with the cache of a training run, where the JDK has one. */
  private static List<String> command(Path directory, ServingCertificate certificate)
      throws IOException, InterruptedException {
    List<String> command = ServerOptions.command();
    if (Runtime.version().feature() < 25) {
      return command;
    }
    Path file = directory.resolve("scale.aot").toAbsolutePath();
    Files.deleteIfExists(file);
    TrainedCache cache = TrainedCache.aot(file);
    cache.train(command, jar(directory), directory.resolve("scale-training.log"), certificate);
    return cache.usedBy(command);
  }

  private static Path jar(Path directory) {
    return directory.resolve("pull-secret-injector.jar");
  }

  private void measure(SslContext trust) throws InterruptedException {
    byte[] body = RecordedReview.body(RecordedReview.DEPLOYMENT);
    List<Connections> connections = new ArrayList<>();
    for (Cluster each : clusters) {
      Connections opened = each.server.connect(loop.next(), trust, List.of(body), CONNECTIONS);
      opened.closedLoop(WARM_UP);
      connections.add(opened);
    }
    // The first round isn't counted.
    for (int i = 0; i <= ROUNDS; i++) {
      for (int which = 0; which < clusters.size(); which++) {
        Cluster cluster = clusters.get(which);
        AtomicLong changes = new AtomicLong();
        var changing =
            churn.scheduleAtFixedRate(
                () -> cluster.api.change(changes.getAndAdd(7_919)),
                0,
                TimeUnit.SECONDS.toMicros(1) / CHANGES_PER_SECOND,
                TimeUnit.MICROSECONDS);
        Histogram times = connections.get(which).paced(PODS_PER_SECOND, ROUND);
        changing.cancel(false);
        if (i > 0) {
          cluster.rounds.add(times);
        }
      }
    }
    connections.forEach(Connections::close);
  }

  /** The status page of the largest cluster, and what pods notice of it. */
  private void visitPages(SslContext trust) throws Exception {
    Cluster largest = clusters.get(clusters.size() - 1);
    PageVisits visits = new PageVisits(largest.server);
    visits.visit(PAGE_ROUNDS);
    visits.begin();
    visits.visit(PAGE_ROUNDS);
    visits.print(out);
    Duration before = ServerProbe.cpu(largest.server, STATE_THREAD);
    Connections connections =
        largest.server.connect(
            loop.next(),
            trust,
            List.of(RecordedReview.body(RecordedReview.DEPLOYMENT)),
            CONNECTIONS);
    Histogram alone = connections.paced(PODS_PER_SECOND, LOOKS);
    Duration state = ServerProbe.cpu(largest.server, STATE_THREAD).minus(before);
    AtomicBoolean ended = new AtomicBoolean();
    CompletableFuture<Void> visitor =
        CompletableFuture.runAsync(
            () -> {
              while (!ended.get()) {
                visits.visit(1);
              }
            });
    Histogram beside = connections.paced(PODS_PER_SECOND, LOOKS);
    ended.set(true);
    visitor.get();
    connections.close();
    out.printf(
        Locale.ROOT,
        """

        A look at the state, every two seconds: %.0f ms of processor time, on a thread of its own.
        %d pods a second: %.2f ms at the 99th percentile, %.2f ms while somebody asks for all pages without a pause.
        """,
        state.toNanos() / 1e6 / (LOOKS.toSeconds() / 2.0),
        PODS_PER_SECOND,
        alone.getValueAtPercentile(99) / 1e6,
        beside.getValueAtPercentile(99) / 1e6);
  }

  private void print() {
    Cluster smallest = clusters.get(0);
    out.printf(
        Locale.ROOT,
        "%nScale, JDK %s, %d processors: %d cluster-wide Secrets and %d of each project; medians of"
            + " %d rounds of %d s with %d pods and %d changes of a Secret a second%n%n",
        Runtime.version(),
        Runtime.getRuntime().availableProcessors(),
        ListedCluster.CLUSTER_WIDE,
        ListedCluster.PER_PROJECT,
        ROUNDS,
        ROUND.toSeconds(),
        PODS_PER_SECOND,
        CHANGES_PER_SECOND);
    out.printf(
        ROW,
        "projects",
        "Secrets",
        "ready s",
        "CPU s",
        "RSS MB",
        "peak MB",
        "heap MB",
        "B/Secret",
        "p50 ms",
        "p99 ms",
        "p99.9",
        "÷ " + PROJECTS[0]);
    for (int i = 0; i < PROJECTS.length; i++) {
      Cluster cluster = clusters.get(i);
      double perSecret =
          (cluster.heap - smallest.heap) / (cluster.api.secrets() - smallest.api.secrets());
      out.printf(
          ROW,
          PROJECTS[i],
          cluster.api.secrets(),
          format("%.1f", cluster.ready),
          format("%.1f", cluster.cpu),
          format("%.0f", cluster.resident),
          format("%.0f", cluster.residentReady),
          format("%.1f", cluster.heap / (1 << 20)),
          i == 0 ? "" : format("%.0f", perSecret),
          format("%.2f", median(cluster, 50)),
          format("%.2f", median(cluster, 99)),
          format("%.2f", median(cluster, 99.9)),
          i == 0 ? "" : format("%.2f", ratio(cluster, smallest)));
    }
    Cluster largest = clusters.get(clusters.size() - 1);
    double perSecret =
        (largest.heap - smallest.heap) / (largest.api.secrets() - smallest.api.secrets());
    out.printf(
        Locale.ROOT,
        """

        ready     from the start of the process until /q/health/ready says 200, warm-up included
        RSS       resident memory at the end, and the most until it was ready
        heap      in use after a full collection, when it was ready
        B/Secret  how much of the heap each Secret more takes, with its share of namespaces and accounts
        ÷ %d     the 99th percentile beside that of the smallest cluster, median of the rounds' ratios
        Required of the largest: ready in %.0f s (%s), less than %.0f MB resident (%s), less than %.0f bytes
        for each Secret (%s), and at most %.1f times the 99th percentile of the smallest (%s).
        """,
        PROJECTS[0],
        MAX_READY_SECONDS,
        verdict(largest.ready <= MAX_READY_SECONDS),
        MAX_RESIDENT,
        verdict(Math.max(largest.resident, largest.residentReady) < MAX_RESIDENT),
        MAX_PER_SECRET,
        verdict(perSecret < MAX_PER_SECRET),
        MAX_P99_RATIO,
        verdict(ratio(largest, smallest) <= MAX_P99_RATIO));
  }

  /** One line for each round. */
  private void writeCsv(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("projects,secrets,ready_s,resident_mb,most_until_ready_mb,p99_ms");
    for (int i = 0; i < PROJECTS.length; i++) {
      Cluster cluster = clusters.get(i);
      for (Histogram round : cluster.rounds) {
        lines.add(
            format(
                "%d,%d,%.1f,%.0f,%.0f,%.3f",
                PROJECTS[i],
                cluster.api.secrets(),
                cluster.ready,
                cluster.resident,
                cluster.residentReady,
                round.getValueAtPercentile(99) / 1e6));
      }
    }
    Files.write(file, lines);
  }

  /** Waits until the server adds pull secrets to the pod, or no longer does. */
  private static void checkInjects(
      LoadedServer server, ServingCertificate certificate, boolean injects)
      throws IOException, InterruptedException {
    HttpClient client = HttpClient.newBuilder().sslContext(certificate.trust()).build();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + server.path()))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(RecordedReview.body(RecordedReview.DEPLOYMENT)))
            .build();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    String answer;
    do {
      answer = client.send(request, BodyHandlers.ofString()).body();
      if (answer.contains("\"JSONPatch\"") == injects) {
        return;
      }
    } while (System.nanoTime() < end);
    throw new IllegalStateException("expected injection: " + injects + ", answered: " + answer);
  }

  private static double median(Cluster cluster, double percentile) {
    return sorted(cluster.rounds, each -> each.getValueAtPercentile(percentile) / 1e6)[ROUNDS / 2];
  }

  private static double ratio(Cluster of, Cluster beside) {
    double[] ratios = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      ratios[i] =
          (double) of.rounds.get(i).getValueAtPercentile(99)
              / beside.rounds.get(i).getValueAtPercentile(99);
    }
    Arrays.sort(ratios);
    return ratios[ROUNDS / 2];
  }

  private static double[] sorted(List<Histogram> rounds, ToDoubleFunction<Histogram> value) {
    return rounds.stream().mapToDouble(value).sorted().toArray();
  }

  private static String verdict(boolean holds) {
    return holds ? "OK" : "MISSED";
  }

  private static String format(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
