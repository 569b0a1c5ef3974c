package io.pullsecrets.bench;

import static java.util.Objects.requireNonNull;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks and prints their results in one table, beside what is required of them.
 *
 * <p>The argument is the directory for JMH's own log and its results in JSON.
 */
public final class Measure {
  private static final double MAX_MICROSECONDS = 50;
  private static final double MAX_BYTES_PER_BODY_BYTE = 10;

  /** How much more a change may cost in an index a hundred times as large: caches get cold. */
  private static final double MAX_GROWTH = 2;

  private static final String ROW = "%-74s %20s %8s %9s %7s %8s  %s%n";

  private static final int ITERATIONS = 5;
  private static final TimeValue ITERATION = TimeValue.seconds(1);

  private final Map<String, RunResult> baselines;
  private final PrintStream out;

  private Measure(Collection<RunResult> results, PrintStream out) {
    this.baselines =
        results.stream()
            .filter(result -> name(result).equals("TypedReview.parse"))
            .collect(Collectors.toMap(Measure::review, Function.identity()));
    this.out = out;
  }

  public static void main(String[] args) throws RunnerException {
    Path directory = Path.of(args[0]);
    Path log = directory.resolve("jmh.log");
    Options options =
        new OptionsBuilder()
            .include("io.pullsecrets")
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.MICROSECONDS)
            .forks(1)
            .warmupIterations(ITERATIONS)
            .warmupTime(ITERATION)
            .measurementIterations(ITERATIONS)
            .measurementTime(ITERATION)
            .jvmArgsAppend(
                "-Xms512m",
                "-Xmx512m",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager")
            .addProfiler(GCProfiler.class)
            .addProfiler(CpuProfiler.class)
            .shouldFailOnError(true)
            .output(log.toString())
            .resultFormat(ResultFormatType.JSON)
            .result(directory.resolve("jmh.json").toString())
            .build();
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    out.println("Measuring for about two minutes; JMH's own log is " + log);
    Collection<RunResult> results = new Runner(options).run();
    new Measure(results, out).print(results);
  }

  private void print(Collection<RunResult> results) {
    out.printf(
        "%nJDK %s, %d processors, %d warm-up and %d measured iterations of %s%n%n",
        Runtime.version(),
        Runtime.getRuntime().availableProcessors(),
        ITERATIONS,
        ITERATIONS,
        ITERATION);
    out.printf(ROW, "benchmark", "µs/op ± error", "CPU µs", "bytes/op", "÷ body", "÷ typed", "");
    results.forEach(this::print);
    out.printf(
        """

        µs/op    time on the clock; ± is half of JMH's 99.9 %% confidence interval
        CPU µs   processor time of the whole JVM per operation, the median of the iterations:
                 leaves out waiting for a processor that other programs use
        ÷ body   bytes allocated per byte of the review
        ÷ typed  CPU time beside that of TypedReview.parse for the same review: Jackson reading it
                 into the Kubernetes client's model, without any decision or answer
        answer makes each answer anew, answerAlike finds that to the pod before again.
        Required of Admission.answer: less than %.0f µs of CPU, and less than %.0f bytes per byte.

        """,
        MAX_MICROSECONDS, MAX_BYTES_PER_BODY_BYTE);
    printGrowth(results, "ClusterIndex.projectSecret");
    printGrowth(results, "ClusterIndex.clusterWideSecret");
  }

  /** What a change costs among many projects, beside what it costs among few. */
  private void printGrowth(Collection<RunResult> results, String name) {
    List<RunResult> bySize =
        results.stream()
            .filter(result -> name(result).equals(name))
            .sorted(Comparator.comparingInt(Measure::projects))
            .toList();
    RunResult few = bySize.get(0);
    RunResult many = bySize.get(bySize.size() - 1);
    double growth = cpuMicroseconds(many) / cpuMicroseconds(few);
    out.printf(
        Locale.ROOT,
        "%s: among %,d projects %.2f times the CPU of %,d, at most %.0f: %s%n",
        name,
        projects(many),
        growth,
        projects(few),
        MAX_GROWTH,
        verdict(growth <= MAX_GROWTH));
  }

  private static int projects(RunResult result) {
    return Integer.parseInt(result.getParams().getParam("projects"));
  }

  private void print(RunResult result) {
    String perBody = "";
    String ofBaseline = "";
    String required = "";
    if (hasReview(result)) {
      double bytesPerByte = bytes(result) / RecordedReview.body(review(result)).length;
      perBody = format("%.1f", bytesPerByte);
      RunResult baseline = baselines.get(review(result));
      if (baseline != null) {
        ofBaseline = format("%.2f", cpuMicroseconds(result) / cpuMicroseconds(baseline));
      }
      if (name(result).equals("Admission.answer")) {
        required =
            "time "
                + verdict(cpuMicroseconds(result) < MAX_MICROSECONDS)
                + ", bytes "
                + verdict(bytesPerByte < MAX_BYTES_PER_BODY_BYTE);
      }
    }
    Result<?> time = result.getPrimaryResult();
    out.printf(
        ROW,
        name(result) + parameters(result),
        format("%.2f ± %.2f", time.getScore(), time.getScoreError()),
        format("%.2f", cpuMicroseconds(result)),
        format("%,.0f", bytes(result)),
        perBody,
        ofBaseline,
        required);
  }

  private static String verdict(boolean holds) {
    return holds ? "OK" : "MISSED";
  }

  private static String format(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }

  private static double cpuMicroseconds(RunResult result) {
    return secondary(result, CpuProfiler.LABEL).getStatistics().getPercentile(50);
  }

  private static double bytes(RunResult result) {
    return secondary(result, "gc.alloc.rate.norm").getScore();
  }

  private static Result<?> secondary(RunResult result, String label) {
    return requireNonNull(result.getSecondaryResults().get(label), label);
  }

  /** As {@code Keyring.lookup}. */
  private static String name(RunResult result) {
    String[] parts = result.getParams().getBenchmark().split("\\.", -1);
    String type = parts[parts.length - 2];
    return type.substring(0, type.length() - "Benchmark".length()) + "." + parts[parts.length - 1];
  }

  /** As {@code secrets=10}, with a space before each. */
  private static String parameters(RunResult result) {
    BenchmarkParams params = result.getParams();
    return params.getParamsKeys().stream()
        .map(key -> " " + key + "=" + params.getParam(key))
        .collect(Collectors.joining());
  }

  private static boolean hasReview(RunResult result) {
    return result.getParams().getParamsKeys().contains("review");
  }

  private static String review(RunResult result) {
    return result.getParams().getParam("review");
  }
}
