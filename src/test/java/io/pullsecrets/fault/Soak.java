package io.pullsecrets.fault;

import io.pullsecrets.fault.CheckedLoad.Report;
import io.pullsecrets.fault.Trend.Measure;
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
import org.awaitility.core.ConditionTimeoutException;

/**
 * Two packaged servers for a long time under load, while Secrets and projects come and go and the
 * API server fails now and then. Fails if an answer is wrong or missing, if copies aren't in step
 * at the end, if a replica needs more and more of anything, and if the machine was too busy for the
 * load and the changes that the result is about.
 */
public final class Soak {
  private static final int PER_SECOND = 100;
  private static final Duration BETWEEN_SAMPLES = Duration.ofSeconds(10);
  private static final Duration BETWEEN_FAULTS = Duration.ofSeconds(30);
  private static final Duration FAULT = Duration.ofSeconds(3);

  /** Between two looks at the clock. */
  private static final Duration STEP = Duration.ofMillis(100);

  private static final int SHORTEST_MINUTES = 3;

  /** The part of the calls and changes that must have been made. */
  private static final double ENOUGH = 0.9;

  private final PrintStream out =
      new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
  private final TestedCluster cluster;
  private final Duration length;
  private final List<List<ProcessSample>> samples = new ArrayList<>();
  private int calls;
  private final List<String> wrong = new ArrayList<>();
  private final List<String> unanswered = new ArrayList<>();

  private Soak(TestedCluster cluster, Duration length) {
    this.cluster = cluster;
    this.length = length;
  }

  /** Takes the number of minutes. */
  public static void main(String[] args) throws Exception {
    int minutes = Integer.parseInt(args[0]);
    if (minutes < SHORTEST_MINUTES) {
      System.err.printf("It takes %d minutes at least to see a trend.%n", SHORTEST_MINUTES);
      System.exit(2);
    }
    boolean holds;
    try (TestedCluster cluster = new TestedCluster()) {
      cluster.startReplicas(2, Map.of());
      holds = new Soak(cluster, Duration.ofMinutes(minutes)).run();
    }
    System.exit(holds ? 0 : 1); // threads of the clients' libraries would go on
  }

  private boolean run() throws IOException, InterruptedException {
    out.printf(
        "Two replicas, %d calls and %d changes a second, a fault for %d s each %d s; %d minutes%n",
        PER_SECOND,
        Churn.PER_SECOND,
        FAULT.toSeconds(),
        BETWEEN_FAULTS.toSeconds(),
        length.toMinutes());
    out.printf("Each column: first and second replica; the heap after a collection%n%n");
    out.printf("%7s", "second");
    for (Measure each : Measure.values()) {
      out.printf("%16s", each.title());
    }
    out.println();
    cluster.awaitAllCopies();
    cluster.load().start(PER_SECOND);
    Churn churn = new Churn(cluster);
    try (churn) {
      churn.start();
      goOn(churn);
    }
    cluster.mend();
    take(cluster.load().report());
    return verdict(churn, inStep());
  }

  private void goOn(Churn churn) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    long nextSample = begin + BETWEEN_SAMPLES.toNanos();
    long nextFault = begin + BETWEEN_FAULTS.toNanos();
    long endOfFault = Long.MAX_VALUE;
    while (System.nanoTime() - begin < length.toNanos()) {
      long now = System.nanoTime();
      if (now >= endOfFault) {
        cluster.mend();
        endOfFault = Long.MAX_VALUE;
        nextFault = now + BETWEEN_FAULTS.toNanos();
        // Not before all watches are open again.
        nextSample = now + BETWEEN_SAMPLES.toNanos();
      } else if (now >= nextFault) {
        churn.beginFault();
        endOfFault = now + FAULT.toNanos();
        nextFault = Long.MAX_VALUE;
      } else if (now >= nextSample && endOfFault == Long.MAX_VALUE) {
        sample((now - begin) / 1e9);
        take(cluster.load().report());
        cluster.forgetTheRecords();
        nextSample = now + BETWEEN_SAMPLES.toNanos();
      }
      TimeUnit.NANOSECONDS.sleep(STEP.toNanos());
    }
  }

  private boolean inStep() {
    try {
      cluster.awaitAllCopies();
      return true;
    } catch (ConditionTimeoutException e) {
      return false;
    }
  }

  private void take(Report report) {
    calls += report.calls();
    wrong.addAll(report.wrong());
    unanswered.addAll(report.unanswered());
  }

  private void sample(double second) throws IOException, InterruptedException {
    List<ProcessSample> both = new ArrayList<>();
    for (ReplicaProcess each : cluster.replicas()) {
      both.add(ProcessSample.of(each));
    }
    samples.add(List.copyOf(both));
    out.printf(Locale.ROOT, "%7.0f", second);
    for (Measure measure : Measure.values()) {
      out.printf(Locale.ROOT, "%8.0f%8.0f", measure.of(both.get(0)), measure.of(both.get(1)));
    }
    out.println();
  }

  private boolean verdict(Churn churn, boolean inStep) {
    List<Trend> trends = Trend.of(samples);
    out.printf("%nMeans of the first and the last third, without the first quarter of the time:%n");
    out.printf("%-10s %-8s %10s %10s%n", "", "replica", "begin", "end");
    for (Trend each : trends) {
      out.printf(
          Locale.ROOT,
          "%-10s %-8d %10.1f %10.1f  %s%n",
          each.measure().title(),
          each.replica(),
          each.begin(),
          each.end(),
          each.isFlat() ? "flat" : "GROWS");
    }
    long refused = wrong.stream().filter(each -> each.contains("the pod was refused")).count();
    long callsDue = length.toSeconds() * PER_SECOND;
    long changesDue = length.toSeconds() * Churn.PER_SECOND;
    out.printf(
        Locale.ROOT,
        """

        calls      %,d answered of %,d due: %d pods refused, %d wrong decisions; %d without an answer
        changes    %,d made of %,d due, %d failed
        faults     %d
        copies     %s at the end
        """,
        calls,
        callsDue,
        refused,
        wrong.size() - refused,
        unanswered.size(),
        churn.made(),
        changesDue,
        churn.failed().size(),
        churn.faults(),
        inStep ? "in step" : "NOT IN STEP");
    List<String> flaws = new ArrayList<>(wrong);
    flaws.addAll(unanswered);
    flaws.addAll(churn.failed());
    flaws.stream().limit(10).forEach(out::println);
    boolean busy = calls < ENOUGH * callsDue || churn.made() < ENOUGH * changesDue;
    boolean holds = inStep && flaws.isEmpty() && !busy && trends.stream().allMatch(Trend::isFlat);
    out.println(
        busy
            ? "The machine was too busy for these calls and changes: the rest says nothing."
            : holds ? "Holds." : "DOESN'T HOLD.");
    return holds;
  }
}
