package io.pullsecrets.load;

import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.handler.ssl.SslContext;
import io.pullsecrets.ServingCertificate;
import io.pullsecrets.bench.Measurement;
import io.pullsecrets.bench.RecordedReview;
import io.pullsecrets.demo.InMemoryCluster;
import io.pullsecrets.demo.InjectorProcess;
import io.pullsecrets.demo.InjectorProcess.Program;
import io.pullsecrets.demo.Ports;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Starts the packaged server again and again beside an empty in-memory API, on each JDK that is
 * there, with the JVM's cache of a training run and without, and measures how soon it is ready and
 * what the first request takes. Beside it a minimal application of the same dependencies, as
 * Quarkus packages it for such a cache, with the server's options for the JVM and without.
 */
public final class MeasureStart {
  private static final int ROUNDS = 9;
  private static final String AOT = "AOT";
  private static final String MINIMAL_AOT = "AOT minimal";
  private static final String UNTUNED_AOT = "AOT untuned";
  private static final double MAX_READY = 1_000;
  private static final double MAX_FIRST_REQUEST = 15;
  private static final Path JAR =
      Path.of(System.getProperty("server.jar", "target/pull-secret-injector.jar"));

  private static final Path MINIMAL =
      Path.of("target", "minimal", "quarkus-app", "quarkus-run.jar");

  private static final String ROW = "%-4s %-13s %24s %8s %14s %16s %7s  %s%n";

  /** The in-memory API's log; a field, because an unused logger is forgotten with its level. */
  private static final Logger QUIET = Logger.getLogger("io.fabric8.mockwebserver");

  private final PrintStream out =
      new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
  private final NioEventLoopGroup loop = new NioEventLoopGroup(1);
  private final Path directory;
  private final InMemoryCluster cluster;
  private final ServingCertificate certificate;
  private final SslContext trust;

  private MeasureStart(Path directory, InMemoryCluster cluster, ServingCertificate certificate)
      throws IOException {
    this.directory = directory;
    this.cluster = cluster;
    this.certificate = certificate;
    this.trust = Connections.trusting(certificate);
  }

  /**
   * A way to start the server.
   *
   * @param feature the JDK's version
   * @param cache what the JVM keeps of the training run, or "none"
   * @param command the command that is measured
   * @param jar what is started
   */
  private record Variant(
      int feature, String cache, List<String> command, Path jar, List<Start> starts) {
    Variant {
      Objects.requireNonNull(cache, "cache");
      command = List.copyOf(command);
      Objects.requireNonNull(jar, "jar");
    }

    Variant(int feature, String cache, List<String> command, Path jar) {
      this(feature, cache, command, jar, new ArrayList<>());
    }
  }

  /** One start, in milliseconds and megabytes. */
  private record Start(
      double ready, double cpu, double connection, double firstRequest, double resident) {}

  /** Takes the directory for logs and caches, and the homes of the JDKs: else those found. */
  public static void main(String[] args) {
    Measurement.main(() -> measure(args));
  }

  private static void measure(String[] args) throws IOException, InterruptedException {
    QUIET.setLevel(Level.WARNING);
    try (InMemoryCluster cluster = InMemoryCluster.start();
        ServingCertificate certificate = ServingCertificate.make()) {
      List<Path> homes = Stream.of(args).skip(1).map(Path::of).toList();
      new MeasureStart(Path.of(args[0]), cluster, certificate)
          .run(homes.isEmpty() ? installed() : homes);
    }
  }

  private void run(List<Path> homes) throws IOException, InterruptedException {
    List<Variant> variants = new ArrayList<>();
    for (Path home : homes) {
      variants.addAll(variants(home));
    }
    // The first start fills the file system's cache, and isn't counted.
    for (int i = 0; i <= ROUNDS; i++) {
      for (Variant variant : variants) {
        Start start = start(variant);
        if (i > 0) {
          variant.starts().add(start);
        }
      }
    }
    out.printf(
        Locale.ROOT,
        "%nStart beside an empty in-memory API, %d processors, medians of %d (and the range)%n%n",
        Runtime.getRuntime().availableProcessors(),
        ROUNDS);
    out.printf(
        ROW,
        "JDK",
        "cache",
        "ready ms",
        "CPU ms",
        "connection ms",
        "first request ms",
        "RSS MB",
        "");
    for (Variant variant : variants) {
      double ready = median(variant, Start::ready);
      double first = median(variant, Start::firstRequest);
      out.printf(
          ROW,
          variant.feature(),
          variant.cache(),
          format(
              "%,.0f (%,.0f to %,.0f)",
              ready, sorted(variant, Start::ready)[0], sorted(variant, Start::ready)[ROUNDS - 1]),
          format("%,.0f", median(variant, Start::cpu)),
          format("%.1f", median(variant, Start::connection)),
          format("%.1f", first),
          format("%.0f", median(variant, Start::resident)),
          variant.cache().equals(AOT)
              ? format(
                  "ready %s, first request %s; %.2f of minimal, %.2f of untuned",
                  verdict(ready < MAX_READY),
                  verdict(first <= MAX_FIRST_REQUEST),
                  beside(MINIMAL_AOT, variant, variants),
                  beside(UNTUNED_AOT, variant, variants))
              : "");
    }
    writeCsv(variants);
    out.printf(
        """

        ready  from the start of the process until /q/health/ready says 200, warm-up included
        CPU    processor time of the process by then
        minimal  an application with the same dependencies, HTTPS and informers of the same kinds, but without
               the product and its warm-up, as Quarkus packages it for the cache
        untuned  the same with the JVM's own choices in a container of 512 MB
        Required with the AOT cache: ready in less than %,.0f ms, and at most %.0f ms for the first request.
        """,
        MAX_READY, MAX_FIRST_REQUEST);
  }

  /** One line for each start. */
  private void writeCsv(List<Variant> variants) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("jdk,cache,ready_ms,cpu_ms,first_request_ms,resident_mb");
    for (Variant variant : variants) {
      for (Start start : variant.starts()) {
        lines.add(
            format(
                "%d,%s,%.0f,%.0f,%.1f,%.0f",
                variant.feature(),
                variant.cache(),
                start.ready(),
                start.cpu(),
                start.firstRequest(),
                start.resident()));
      }
    }
    Files.write(directory.resolve("start.csv"), lines);
  }

  /** The JDK that runs this, and the first of each other long-term version from 17 on. */
  private static List<Path> installed() throws IOException {
    Map<Integer, Path> found = new TreeMap<>();
    Path own = Path.of(System.getProperty("java.home"));
    found.put(feature(own), own);
    Path usual = Path.of("/usr/lib/jvm");
    if (Files.isDirectory(usual)) {
      try (Stream<Path> homes = Files.list(usual)) {
        for (Path home : homes.sorted().toList()) {
          if (Files.exists(home.resolve("release")) && Files.exists(home.resolve("bin/java"))) {
            found.putIfAbsent(feature(home), home);
          }
        }
      }
    }
    found.keySet().retainAll(List.of(17, 21, 25));
    return List.copyOf(found.values());
  }

  /** Without a cache, and with one that is made for it. */
  private List<Variant> variants(Path home) throws IOException, InterruptedException {
    int feature = feature(home);
    boolean aot = feature >= 25;
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin").resolve("java").toString());
    command.addAll(ServerOptions.all());
    Path file = directory.resolve("start-" + feature + (aot ? ".aot" : ".jsa")).toAbsolutePath();
    Files.deleteIfExists(file);
    TrainedCache cache = aot ? TrainedCache.aot(file) : TrainedCache.appCds(file);
    cache.train(command, JAR, directory.resolve("training-" + feature + ".log"), certificate);
    List<Variant> variants = new ArrayList<>();
    variants.add(new Variant(feature, "none", command, JAR));
    variants.add(new Variant(feature, aot ? AOT : "AppCDS", cache.usedBy(command), JAR));
    if (aot) {
      String java = home.resolve("bin").resolve("java").toString();
      variants.add(
          minimal(
              feature,
              MINIMAL_AOT,
              Stream.concat(Stream.of(java), ServerOptions.all().stream()).toList()));
      // What the JVM would find, and choose, in a container with the default limit.
      variants.add(
          minimal(feature, UNTUNED_AOT, List.of(java, "-XX:MaxRAM=512m", "-XX:+UseSerialGC")));
    }
    return variants;
  }

  /** The minimal application, trained like the server. */
  private Variant minimal(int feature, String name, List<String> command)
      throws IOException, InterruptedException {
    String file = "start-" + feature + "-" + name.replace(' ', '-');
    Path aot = directory.resolve(file + ".aot").toAbsolutePath();
    Files.deleteIfExists(aot);
    TrainedCache cache = TrainedCache.aot(aot);
    cache.train(command, MINIMAL, directory.resolve(file + "-training.log"), certificate);
    return new Variant(feature, name, cache.usedBy(command), MINIMAL);
  }

  private static int feature(Path home) throws IOException {
    String release = Files.readString(home.resolve("release"));
    String version = release.replaceAll("(?s).*JAVA_VERSION=\"([0-9]+).*", "$1");
    return Integer.parseInt(version);
  }

  private Start start(Variant variant) throws IOException, InterruptedException {
    Ports ports = Ports.free();
    long begin = System.nanoTime();
    try (InjectorProcess server =
        InjectorProcess.start(program(variant), cluster.url(), certificate, ports)) {
      server.awaitReady();
      double ready = (System.nanoTime() - begin) / 1e6;
      double cpu = server.handle().info().totalCpuDuration().orElseThrow().toNanos() / 1e6;
      long connecting = System.nanoTime();
      try (Connections connection =
          Connections.open(
              loop.next(),
              trust,
              ports.webhook(),
              "/mutate",
              List.of(RecordedReview.body(RecordedReview.DEPLOYMENT)),
              1)) {
        double connected = (System.nanoTime() - connecting) / 1e6;
        double first = connection.closedLoop(Duration.ZERO).getMaxValue() / 1e6;
        return new Start(ready, cpu, connected, first, ServerProbe.resident(server.handle().pid()));
      }
    }
  }

  private Program program(Variant variant) {
    String log = "start-" + variant.feature() + "-" + variant.cache().replace(' ', '-') + ".log";
    return new Program(variant.command(), variant.jar(), directory.resolve(log));
  }

  /** How long the server's start takes beside that of another variant in the same round. */
  private static double beside(String other, Variant server, List<Variant> variants) {
    Variant baseline =
        variants.stream()
            .filter(it -> it.feature() == server.feature() && it.cache().equals(other))
            .findFirst()
            .orElseThrow();
    return IntStream.range(0, ROUNDS)
        .mapToDouble(i -> server.starts().get(i).ready() / baseline.starts().get(i).ready())
        .sorted()
        .toArray()[ROUNDS / 2];
  }

  private static double median(Variant variant, ToDoubleFunction<Start> value) {
    return sorted(variant, value)[ROUNDS / 2];
  }

  private static double[] sorted(Variant variant, ToDoubleFunction<Start> value) {
    return variant.starts().stream().mapToDouble(value).sorted().toArray();
  }

  private static String verdict(boolean holds) {
    return holds ? "OK" : "MISSED";
  }

  private static String format(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
