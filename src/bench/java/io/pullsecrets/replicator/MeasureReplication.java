package io.pullsecrets.replicator;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.pullsecrets.RealApi;
import io.pullsecrets.bench.Measurement;
import io.pullsecrets.client.ClusterClient;
import io.pullsecrets.configuration.InjectorConfiguration;
import io.pullsecrets.configuration.TestConfiguration;
import io.pullsecrets.index.FaultyApi;
import io.pullsecrets.index.TestIndex;
import io.pullsecrets.replication.NamespacePass;
import io.pullsecrets.replicator.SecretRequests.PatchOperation;
import io.pullsecrets.start.TestWarmUpEnd;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;

/**
 * Measures how soon copies follow, beside bare writes of the same number, in one process: with a
 * real API server where {@code KUBEBUILDER_ASSETS} names one, else with the in-memory one.
 */
public final class MeasureReplication implements AutoCloseable {
  private static final int PROJECTS = 1_000;
  private static final int SOURCES = 20;
  private static final int PROJECTS_WITH_ALL = 500;
  private static final int ROUNDS = 7;
  private static final int NEW_PROJECTS = 30;
  private static final int PASSES_PER_HOUR = 6;
  private static final int WRITERS = 4;
  private static final String DATA_KEY = ".dockerconfigjson";

  private final PrintStream out =
      new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
  private final KubernetesClient admin;
  private final AtomicInteger writes = new AtomicInteger();
  private final KubernetesClient client;
  private final TestIndex index;
  private final Replicator replicator;
  private volatile Progress progress = new Progress(0);
  private volatile CountDownLatch idle = new CountDownLatch(0);

  private MeasureReplication(Config config) {
    admin = new KubernetesClientBuilder().withConfig(config).build();
    client =
        ClusterClient.builder(config)
            .withHttpClientBuilderConsumer(
                builder -> builder.addOrReplaceInterceptor("count", new WriteCounter()))
            .build();
    InjectorConfiguration configuration = TestConfiguration.of(Map.of());
    index = new TestIndex(client, configuration);
    replicator =
        new Replicator(
            client, index.index(), index.informers(), configuration, TestWarmUpEnd.reached());
    replicator.addListener(
        new ReplicationListener() {
          @Override
          public void passed(NamespacePass pass) {
            progress.written(pass.written().size());
          }

          @Override
          public void idle() {
            idle.countDown();
          }
        });
  }

  /**
   * Measures and prints.
   *
   * @param args the directory for results, not used
   */
  public static void main(String[] args) {
    Measurement.main(MeasureReplication::measure);
  }

  private static void measure() throws InterruptedException, ExecutionException {
    // Thousands of lines that tell of copies, or of requests to the in-memory API.
    Logger.getLogger("").setLevel(Level.WARNING);
    if (System.getenv("KUBEBUILDER_ASSETS") != null) {
      try (MeasureReplication measure = new MeasureReplication(RealApi.get().config())) {
        measure.run("a real API server " + measure.client.getKubernetesVersion().getGitVersion());
      }
    } else {
      try (FaultyApi api = new FaultyApi();
          MeasureReplication measure =
              new MeasureReplication(
                  new ConfigBuilder(Config.empty()).withMasterUrl(api.url()).build())) {
        measure.run("an in-memory API (KUBEBUILDER_ASSETS isn't set)");
      }
    }
  }

  private void run(String api) throws InterruptedException, ExecutionException {
    out.printf(
        Locale.ROOT,
        "%nReplication beside %s, JDK %s, %d processors%n%n",
        api,
        Runtime.version(),
        Runtime.getRuntime().availableProcessors());
    inParallel(PROJECTS, i -> admin.resource(project("p" + i)).create());
    admin
        .resource(new NamespaceBuilder().withNewMetadata().withName("runai").endMetadata().build())
        .create();
    admin.resource(source(0, "first")).create();

    progress = new Progress(PROJECTS);
    long start = System.nanoTime();
    index.start();
    replicator.start(new StartupEvent());
    progress.await();
    out.printf(
        Locale.ROOT, "start to %,d copies of 1 source: %,.0f ms%n%n", PROJECTS, millis(start));

    rotations();
    newProjects();
    steadyState();
    memory();
  }

  private void rotations() throws InterruptedException, ExecutionException {
    double[] rotations = new double[ROUNDS];
    double[] bare = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      progress = new Progress(PROJECTS);
      long start = System.nanoTime();
      admin.resource(source(0, "rotation" + round)).update();
      progress.await();
      rotations[round] = millis(start);
      bare[round] = bareWrites(round);
    }
    double ratio = median(rotations) / median(bare);
    out.printf(
        Locale.ROOT,
        "a rotation to the last of %,d projects: median %,.0f ms (%,.0f to %,.0f)%n"
            + "as many bare writes by %d threads:      median %,.0f ms (%,.0f to %,.0f)%n"
            + "ratio %.2f, at most 1.3: %s%n%n",
        PROJECTS,
        median(rotations),
        min(rotations),
        max(rotations),
        WRITERS,
        median(bare),
        min(bare),
        max(bare),
        ratio,
        ratio <= 1.3 ? "OK" : "MISSED");
  }

  /** The same request for each project, of a Secret that the replicator has nothing to do with. */
  private double bareWrites(int round) throws InterruptedException, ExecutionException {
    if (round == 0) {
      inParallel(PROJECTS, i -> admin.resource(bystander("p" + i)).create());
    }
    SecretRequests requests = new SecretRequests(client);
    String content = base64("{\"auths\":{\"bare.example.com\":{\"auth\":\"" + round + "\"}}}");
    long start = System.nanoTime();
    inParallel(
        PROJECTS,
        i -> {
          WriteOutcome outcome =
              requests.patch(
                  "p" + i,
                  "bystander",
                  List.of(
                      new PatchOperation("add", "/metadata/labels/a", "b"),
                      new PatchOperation("add", "/metadata/annotations/a", Integer.toString(round)),
                      new PatchOperation("add", "/data", Map.of(DATA_KEY, content))));
          if (!(outcome instanceof WriteOutcome.Written)) {
            throw new IllegalStateException("not written: " + outcome);
          }
        });
    return millis(start);
  }

  private void newProjects() throws InterruptedException, ExecutionException {
    progress = new Progress((SOURCES - 1) * PROJECTS);
    inParallel(SOURCES - 1, i -> admin.resource(source(i + 1, "first")).create());
    progress.await();
    double[] times = new double[NEW_PROJECTS];
    for (int i = 0; i < NEW_PROJECTS; i++) {
      progress = new Progress(SOURCES);
      long start = System.nanoTime();
      admin.resource(project("new" + i)).create();
      progress.await();
      times[i] = millis(start);
    }
    out.printf(
        Locale.ROOT,
        "a new project, beside %,d others, to all its %d copies: median %,.0f ms (%,.0f to %,.0f),"
            + " at most 250: %s%n%n",
        PROJECTS,
        SOURCES,
        median(times),
        min(times),
        max(times),
        median(times) <= 250 ? "OK" : "MISSED");
  }

  private void steadyState() throws InterruptedException {
    int before = writes.get();
    for (int pass = 0; pass < PASSES_PER_HOUR; pass++) {
      idle = new CountDownLatch(1);
      replicator.passOverAll();
      if (!idle.await(1, TimeUnit.MINUTES)) {
        throw new IllegalStateException("a pass doesn't end");
      }
    }
    out.printf(
        Locale.ROOT,
        "writes in an hour's %d passes over %,d copies when nothing changes, but for the Lease's"
            + " renewal: %d%n%n",
        PASSES_PER_HOUR,
        (PROJECTS + NEW_PROJECTS) * SOURCES,
        writes.get() - before);
  }

  /** What the index and the replicator keep of 10,000 copies. */
  private void memory() throws InterruptedException, ExecutionException {
    long with = usedAfterCollection();
    progress = new Progress((PROJECTS - PROJECTS_WITH_ALL) * SOURCES);
    inParallel(
        PROJECTS - PROJECTS_WITH_ALL,
        i ->
            admin
                .namespaces()
                .withName("p" + i)
                .edit(
                    there ->
                        new NamespaceBuilder(there)
                            .editMetadata()
                            .removeFromLabels("runai/queue")
                            .endMetadata()
                            .build()));
    progress.await();
    long without = usedAfterCollection();
    int copies = (PROJECTS - PROJECTS_WITH_ALL) * SOURCES;
    out.printf(
        Locale.ROOT,
        "memory for %,d copies: %.1f MB, %,d bytes each (heap in use after a collection, with them"
            + " and without, in this process%s)%n",
        copies,
        (with - without) / 1e6,
        (with - without) / copies,
        System.getenv("KUBEBUILDER_ASSETS") == null
            ? ", which holds the API's own objects too"
            : "");
  }

  private static long usedAfterCollection() {
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      used = Math.min(used, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return used;
  }

  @Override
  public void close() {
    replicator.stop(new ShutdownEvent());
    index.close();
    client.close();
    admin.close();
  }

  private interface Task {
    void run(int i);
  }

  private static void inParallel(int count, Task task)
      throws InterruptedException, ExecutionException {
    ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
    try {
      List<Future<?>> all = new ArrayList<>();
      IntStream.range(0, count).forEach(i -> all.add(writers.submit(() -> task.run(i))));
      for (Future<?> each : all) {
        each.get();
      }
    } finally {
      writers.shutdownNow();
    }
  }

  private static Namespace project(String name) {
    return new NamespaceBuilder()
        .withNewMetadata()
        .withName(name)
        .addToLabels("runai/queue", name)
        .endMetadata()
        .build();
  }

  private static Secret source(int number, String password) {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace("runai")
        .withName("source-" + number)
        .addToLabels("runai/cluster-wide", "true")
        .endMetadata()
        .withType("kubernetes.io/dockerconfigjson")
        .addToData(
            DATA_KEY,
            base64(
                "{\"auths\":{\"r%d.example.com\":{\"username\":\"u\",\"password\":\"%s\"}}}"
                    .formatted(number, password)))
        .build();
  }

  private static Secret bystander(String namespace) {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName("bystander")
        .addToLabels("a", "a")
        .addToAnnotations("a", "a")
        .endMetadata()
        .withType("kubernetes.io/dockerconfigjson")
        .addToData(DATA_KEY, base64("{\"auths\":{}}"))
        .build();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static double millis(long start) {
    return (System.nanoTime() - start) / 1e6;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static double min(double[] values) {
    return Arrays.stream(values).min().orElseThrow();
  }

  private static double max(double[] values) {
    return Arrays.stream(values).max().orElseThrow();
  }

  /** Counts writes of the replicator until all are done. */
  private static final class Progress {
    private final CountDownLatch left;

    Progress(int writes) {
      left = new CountDownLatch(writes);
    }

    void written(int count) {
      for (int i = 0; i < count; i++) {
        left.countDown();
      }
    }

    void await() throws InterruptedException {
      if (!left.await(5, TimeUnit.MINUTES)) {
        throw new IllegalStateException(left.getCount() + " copies were not written");
      }
    }
  }

  /** Counts all writes that the product's client sends, but those of the Lease. */
  private final class WriteCounter implements Interceptor {
    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
      if (!request.method().equals("GET") && !request.uri().getPath().contains("/leases")) {
        writes.incrementAndGet();
      }
    }
  }
}
