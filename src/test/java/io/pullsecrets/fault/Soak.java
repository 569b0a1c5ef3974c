package io.pullsecrets.fault;

import io.pullsecrets.fault.CheckedLoad.Report;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * Two packaged servers for a long time under load, while Secrets and projects come and go and the
 * API server fails now and then. Fails if an answer is wrong or missing, if copies aren't in step
 * at the end, or if the last third needs more of anything than the first, warm-up left out.
 */
public final class Soak {
  private static final int PER_SECOND = 100;
  private static final Duration BETWEEN_CHANGES = Duration.ofMillis(200);
  private static final Duration BETWEEN_SAMPLES = Duration.ofSeconds(10);
  private static final Duration BETWEEN_FAULTS = Duration.ofSeconds(30);
  private static final Duration FAULT = Duration.ofSeconds(3);

  /** The part of the time that is left out at the beginning. */
  private static final double WARM_UP = 0.25;

  private final PrintStream out =
      new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
  private final TestedCluster cluster;
  private final Duration length;
  private final List<Sample> samples = new ArrayList<>();
  private int changes;
  private int faults;
  private int calls;
  private final List<String> flaws = new ArrayList<>();

  private Soak(TestedCluster cluster, Duration length) {
    this.cluster = cluster;
    this.length = length;
  }

  /** Both replicas at one moment, in seconds after the begin. */
  private record Sample(double second, List<ProcessSample> replicas) {
    Sample {
      replicas = List.copyOf(replicas);
    }
  }

  /**
   * What is measured, and by how much the last third's mean may be more than the first's.
   *
   * @param title of its column
   * @param value of a sample
   * @param part of the first third's mean
   * @param more beside that
   */
  private record Measure(
      String title, ToDoubleFunction<ProcessSample> value, double part, double more) {}

  private static final List<Measure> MEASURES =
      List.of(
          new Measure("heap MB", ProcessSample::heap, 0.10, 3),
          new Measure("RSS MB", ProcessSample::resident, 0.10, 10),
          new Measure("threads", ProcessSample::threads, 0, 4),
          new Measure("files", ProcessSample::files, 0, 10),
          new Measure("sockets", ProcessSample::sockets, 0, 8),
          new Measure("watches", ProcessSample::watches, 0, 1),
          new Measure("series", ProcessSample::series, 0, 20));

  /** Takes the number of minutes. */
  public static void main(String[] args) throws Exception {
    boolean flat;
    try (TestedCluster cluster = new TestedCluster()) {
      cluster.startReplica();
      cluster.startReplica();
      flat = new Soak(cluster, Duration.ofMinutes(Long.parseLong(args[0]))).run();
    }
    System.exit(flat ? 0 : 1); // threads of the clients' libraries would go on
  }

  private boolean run() throws IOException, InterruptedException {
    out.printf(
        "Two replicas, %d calls a second, a change each %d ms, a fault each %d s; %d minutes%n%n",
        PER_SECOND, BETWEEN_CHANGES.toMillis(), BETWEEN_FAULTS.toSeconds(), length.toMinutes());
    out.printf("%7s", "second");
    for (Measure each : MEASURES) {
      out.printf("%16s", each.title);
    }
    out.println("   (first and second replica)");
    cluster.awaitCopies("shared");
    cluster.load().start(PER_SECOND);
    goOn();
    cluster.mend();
    clusterWideAtTheEnd();
    take(cluster.load().report());
    return verdict();
  }

  private void goOn() throws IOException, InterruptedException {
    Churn churn = new Churn(cluster);
    long begin = System.nanoTime();
    long nextSample = begin + BETWEEN_SAMPLES.toNanos();
    long nextFault = begin + BETWEEN_FAULTS.toNanos();
    long endOfFault = Long.MAX_VALUE;
    while (System.nanoTime() - begin < length.toNanos()) {
      churn.change();
      changes++;
      long now = System.nanoTime();
      if (now >= endOfFault) {
        cluster.mend();
        endOfFault = Long.MAX_VALUE;
        nextFault = now + BETWEEN_FAULTS.toNanos();
        // Not before all watches are open again.
        nextSample = now + BETWEEN_SAMPLES.toNanos();
      } else if (now >= nextFault) {
        churn.beginFault();
        faults++;
        endOfFault = now + FAULT.toNanos();
        nextFault = Long.MAX_VALUE;
      } else if (now >= nextSample && endOfFault == Long.MAX_VALUE) {
        sample((now - begin) / 1e9);
        take(cluster.load().report());
        cluster.forgetTheRecords();
        nextSample = now + BETWEEN_SAMPLES.toNanos();
      }
      TimeUnit.NANOSECONDS.sleep(
          Math.max(0, BETWEEN_CHANGES.toNanos() - (System.nanoTime() - now)));
    }
  }

  private void clusterWideAtTheEnd() {
    cluster.secret("runai", "at-the-end", "end.example", Map.of("runai/cluster-wide", "true"));
    cluster.awaitCopies("at-the-end");
  }

  private void take(Report report) {
    calls += report.calls();
    flaws.addAll(report.wrong());
    flaws.addAll(report.unanswered());
  }

  private void sample(double second) throws IOException, InterruptedException {
    List<ProcessSample> both = new ArrayList<>();
    for (ReplicaProcess each : cluster.replicas()) {
      both.add(ProcessSample.of(each));
    }
    samples.add(new Sample(second, both));
    out.printf(Locale.ROOT, "%7.0f", second);
    for (Measure measure : MEASURES) {
      out.printf(
          Locale.ROOT,
          "%8.0f%8.0f",
          measure.value.applyAsDouble(both.get(0)),
          measure.value.applyAsDouble(both.get(1)));
    }
    out.println();
  }

  private boolean verdict() {
    boolean flat = true;
    int begin = (int) (samples.size() * WARM_UP);
    int third = (samples.size() - begin) / 3;
    out.printf("%n%-10s %-8s %12s %12s%n", "", "replica", "first third", "last third");
    for (Measure measure : MEASURES) {
      for (int replica = 0; replica < 2; replica++) {
        double first = mean(samples.subList(begin, begin + third), replica, measure);
        double last =
            mean(samples.subList(samples.size() - third, samples.size()), replica, measure);
        boolean holds = last <= first * (1 + measure.part) + measure.more;
        flat &= holds;
        out.printf(
            Locale.ROOT,
            "%-10s %-8d %12.1f %12.1f  %s%n",
            measure.title,
            replica + 1,
            first,
            last,
            holds ? "flat" : "GROWS");
      }
    }
    out.printf(
        "%n%,d calls, %d wrong or unanswered; %,d changes, %d faults; copies in step at the end%n",
        calls, flaws.size(), changes, faults);
    flaws.stream().limit(10).forEach(out::println);
    return flat && flaws.isEmpty();
  }

  private static double mean(List<Sample> samples, int replica, Measure measure) {
    return samples.stream()
        .mapToDouble(each -> measure.value.applyAsDouble(each.replicas().get(replica)))
        .average()
        .orElse(Double.NaN);
  }
}
