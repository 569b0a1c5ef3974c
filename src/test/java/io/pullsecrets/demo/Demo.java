package io.pullsecrets.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.pullsecrets.ServingCertificate;
import io.pullsecrets.demo.InjectorProcess.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;

/**
 * Starts the packaged server beside an in-memory Kubernetes API that holds {@code
 * examples/cluster}, sends it the pods of {@code examples/pods} and prints what each got, and why.
 *
 * <p>{@code demo} then ends, with status 0 only if every pod got what its example says. {@code run}
 * goes on serving, and shows what changes when a file of the examples is saved.
 */
public final class Demo {
  private static final Path CLUSTER = Path.of("examples", "cluster");
  private static final Path PODS = Path.of("examples", "pods");
  private static final Path REVIEW = Path.of("target", "demo", "review.json");
  private static final Path LOG = Path.of("target", "demo-server.log");
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);
  private static final Duration SETTLING = Duration.ofSeconds(2);

  /** The in-memory API's log; a field, because an unused logger is forgotten with its level. */
  private static final Logger QUIET = Logger.getLogger("io.fabric8.mockwebserver");

  private static final int ENDED_BY_CTRL_C = 130;

  private final Deque<AutoCloseable> opened = new ConcurrentLinkedDeque<>();

  private Demo() {}

  /** Takes one argument: {@code demo} or {@code run}. */
  public static void main(String[] arguments) {
    QUIET.setLevel(Level.WARNING);
    boolean run = arguments.length == 1 && arguments[0].equals("run");
    if (!run && !(arguments.length == 1 && arguments[0].equals("demo"))) {
      System.err.println("Say `demo` or `run`.");
      System.exit(2);
    }
    Demo demo = new Demo();
    // Ctrl-C is the regular end of `run`, and an interruption of `demo`.
    AtomicInteger status = new AtomicInteger(run ? 0 : ENDED_BY_CTRL_C);
    AtomicBoolean stopping = new AtomicBoolean();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  int last = status.get();
                  stopping.set(true);
                  demo.close();
                  Runtime.getRuntime().halt(last);
                }));
    try {
      status.set(run ? demo.run() : demo.demo());
    } catch (RuntimeException | IOException | InterruptedException e) {
      // After Ctrl-C everything fails that is still under way, and nobody wants to read it.
      if (!stopping.get()) {
        System.err.println(e instanceof DemoFailure ? e.getMessage() : e.toString());
        status.set(1);
      }
    }
    System.exit(status.get());
  }

  private int demo() throws IOException, InterruptedException {
    Stage stage = start(Ports.free());
    boolean podsAreRight = firstRound(stage).stream().allMatch(row -> row.problems().isEmpty());
    System.out.println();
    boolean copiesAreRight = new ReplicationStory(stage.cluster()).tell();
    boolean eventsAreRight = new EventList(stage.cluster()).print();
    return podsAreRight && copiesAreRight && eventsAreRight ? 0 : 1;
  }

  private int run() throws IOException, InterruptedException {
    Ports ports = Ports.from(System.getenv());
    Stage stage = start(ports);
    List<Row> rows = firstRound(stage);
    System.out.println();
    new ReplicationStory(stage.cluster()).tell();
    new EventList(stage.cluster()).print();
    ExamplePod pod =
        stage.pods().stream()
            .filter(each -> each.expectedReason().equals("injected"))
            .findFirst()
            .orElseThrow(() -> new DemoFailure(PODS + " has no pod that gets a pull secret."));
    Files.createDirectories(REVIEW.getParent());
    new ObjectMapper()
        .writerWithDefaultPrettyPrinter()
        .writeValue(
            REVIEW.toFile(),
            Webhook.review(
                UUID.randomUUID().toString(), stage.rehearsal().admitted(pod), pod.namespace()));
    System.out.printf(
        """

        Serving %s until Ctrl-C.
        The status page is at http://127.0.0.1:%d/status, metrics are at http://127.0.0.1:%2$d/q/metrics.
        Send it the pod %s yourself:

          curl --cacert %s -H 'Content-Type: application/json' \\
            --data @%s '%s'

        To see a change, edit %s in %s:
        set the label runai/cluster-wide of ngc-credentials to "false" and save.
        """,
        stage.webhook().url(),
        ports.management(),
        pod.title(),
        stage.certificate().authorityFile(),
        REVIEW,
        stage.webhook().url(),
        "20-cluster-wide-secrets.yaml",
        CLUSTER);
    watch(stage, rows);
    throw new DemoFailure("The server has ended." + stage.server().endOfLog());
  }

  /** What is running, and the pods that stand ready. */
  private record Stage(
      InMemoryCluster cluster,
      ServingCertificate certificate,
      InjectorProcess server,
      Webhook webhook,
      Rehearsal rehearsal,
      List<ExamplePod> pods) {}

  private Stage start(Ports ports) throws IOException, InterruptedException {
    List<ExamplePod> pods = ExamplePod.readAll(PODS);
    InMemoryCluster cluster = opened(InMemoryCluster.start());
    cluster.apply(Manifests.objects(CLUSTER));
    ServingCertificate certificate = opened(ServingCertificate.make());
    long start = System.nanoTime();
    InjectorProcess server =
        opened(InjectorProcess.start(Program.packaged(LOG), cluster.url(), certificate, ports));
    server.awaitReady();
    System.out.printf(
        "The server is ready after %.1f s, beside an in-memory Kubernetes API with %d namespaces"
            + " and %d Secrets.%n%n",
        (System.nanoTime() - start) / 1e9, cluster.count("Namespace"), cluster.count("Secret"));
    Webhook webhook = new Webhook(ports.webhook(), certificate.trust());
    return new Stage(cluster, certificate, server, webhook, new Rehearsal(cluster, webhook), pods);
  }

  private static List<Row> firstRound(Stage stage) throws InterruptedException {
    // An API server's connection is open before a pod comes; so the first round isn't shown.
    stage.rehearsal().play(stage.pods().subList(0, 1));
    List<Row> played = stage.rehearsal().play(stage.pods());
    List<Row> rows =
        IntStream.range(0, played.size())
            .mapToObj(i -> played.get(i).comparedWith(stage.pods().get(i)))
            .toList();
    System.out.println(Row.table(rows));
    long right = rows.stream().filter(row -> row.problems().isEmpty()).count();
    System.out.printf(
        "%d of %d pods got what their examples say (+ added by the webhook).%n",
        right, rows.size());
    return rows;
  }

  /** Shows what changes with each saved file, until the server ends. */
  private static void watch(Stage stage, List<Row> first) throws IOException, InterruptedException {
    List<Row> rows = first;
    Map<Path, FileTime> seen = timesOfFiles();
    while (!stage.server().awaitEnd(BETWEEN_LOOKS)) {
      try {
        Map<Path, FileTime> now = timesOfFiles();
        if (!now.equals(seen)) {
          seen = now;
          rows = replay(stage, rows);
        }
      } catch (IOException | KubernetesClientException e) {
        System.out.println("\n" + e.getMessage() + "\nMend it and save it again.");
      }
    }
  }

  private static List<Row> replay(Stage stage, List<Row> before)
      throws IOException, InterruptedException {
    List<ExamplePod> pods = ExamplePod.readAll(PODS);
    List<String> changes = stage.cluster().apply(Manifests.objects(CLUSTER));
    System.out.printf(
        "%n%s%n", LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS));
    changes.forEach(each -> System.out.println("  " + each));
    List<Row> settled = settle(stage, pods, before);
    List<Row> changed = changedRows(before, settled);
    System.out.println(
        changed.isEmpty() ? "No pod gets anything else than before." : "\n" + Row.table(changed));
    return settled;
  }

  /**
   * Plays until the answers have changed and stand still, or for a moment at most: the server hears
   * of a change through a watch, a little later.
   */
  private static List<Row> settle(Stage stage, List<ExamplePod> pods, List<Row> before)
      throws InterruptedException {
    long deadline = System.nanoTime() + SETTLING.toNanos();
    List<Row> previous = before;
    while (true) {
      List<Row> rows = stage.rehearsal().play(pods);
      boolean still = changedRows(previous, rows).isEmpty();
      boolean changed = !changedRows(before, rows).isEmpty();
      if ((still && changed)
          || System.nanoTime() > deadline
          || stage.server().awaitEnd(BETWEEN_LOOKS)) {
        return rows;
      }
      previous = rows;
    }
  }

  private static List<Row> changedRows(List<Row> before, List<Row> after) {
    List<Row> changed = new ArrayList<>();
    for (Row row : after) {
      if (before.stream()
          .noneMatch(each -> each.pod().equals(row.pod()) && each.tellsTheSameAs(row))) {
        changed.add(row);
      }
    }
    return changed;
  }

  private static Map<Path, FileTime> timesOfFiles() throws IOException {
    Map<Path, FileTime> times = new TreeMap<>();
    for (Path folder : List.of(CLUSTER, PODS)) {
      for (Path file : Manifests.files(folder)) {
        times.put(file, Files.getLastModifiedTime(file));
      }
    }
    return times;
  }

  private <T extends AutoCloseable> T opened(T closeable) {
    opened.push(closeable);
    return closeable;
  }

  /** Closes in reverse order; one that fails doesn't keep the others open. */
  private void close() {
    AutoCloseable next = opened.poll();
    while (next != null) {
      try {
        next.close();
      } catch (Exception e) {
        System.err.println("When ending: " + e);
      }
      next = opened.poll();
    }
  }
}
