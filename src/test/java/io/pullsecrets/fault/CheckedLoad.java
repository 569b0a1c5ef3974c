package io.pullsecrets.fault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pullsecrets.demo.Webhook;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/**
 * Pods whose pull secrets are known beforehand, sent to the replicas in turn at a steady rate. Each
 * answer is checked in full. As behind a Service, a replica that is left out gets no more calls.
 */
final class CheckedLoad implements AutoCloseable {
  private static final int CALLERS = 8;

  private final SSLContext trust;
  private final List<Call> calls;
  private final Map<Integer, Webhook> clients = new ConcurrentHashMap<>();
  private final List<Integer> ports = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();
  private final Queue<Double> milliseconds = new ConcurrentLinkedQueue<>();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final Queue<String> unanswered = new ConcurrentLinkedQueue<>();

  /**
   * A pod, and what must come of it.
   *
   * @param pod as it is created
   * @param namespace where
   * @param pullSecrets names in its list afterwards
   */
  record Call(ObjectNode pod, String namespace, List<String> pullSecrets) {
    Call {
      pod = pod.deepCopy();
      pullSecrets = List.copyOf(pullSecrets);
    }

    /** A pod with a list of its own and one container for each image. */
    static Call of(
        String namespace, List<String> own, List<String> images, List<String> pullSecrets) {
      ObjectNode pod = JsonNodeFactory.instance.objectNode();
      pod.put("kind", "Pod").put("apiVersion", "v1");
      pod.putObject("metadata").put("generateName", "job-").put("namespace", namespace);
      ObjectNode spec = pod.putObject("spec").put("serviceAccountName", "default");
      for (String image : images) {
        spec.withArray("/containers").addObject().put("name", "c").put("image", image);
      }
      own.forEach(name -> spec.withArray("/imagePullSecrets").addObject().put("name", name));
      return new Call(pod, namespace, pullSecrets);
    }
  }

  /**
   * What came of the calls since the last report.
   *
   * @param calls how many were answered
   * @param wrong what was wrong in answers, a refused pod among it
   * @param unanswered what came in place of answers
   * @param median milliseconds
   * @param p99 milliseconds
   * @param slowest milliseconds
   */
  record Report(
      int calls,
      List<String> wrong,
      List<String> unanswered,
      double median,
      double p99,
      double slowest) {
    Report {
      wrong = List.copyOf(wrong);
      unanswered = List.copyOf(unanswered);
    }
  }

  CheckedLoad(SSLContext trust, List<Call> calls) {
    this.trust = trust;
    this.calls = List.copyOf(calls);
  }

  /** Begins. */
  void start(int perSecond) {
    ScheduledFuture<?> unused =
        pace.scheduleAtFixedRate(this::next, 0, 1_000_000 / perSecond, TimeUnit.MICROSECONDS);
  }

  void leadTo(int port) {
    ports.add(port);
  }

  void leaveOut(int port) {
    ports.remove((Integer) port);
  }

  /** How many calls have come to an end so far. */
  int done() {
    return done.get();
  }

  /** What came of them since the last report. */
  Report report() {
    double[] times = drain(milliseconds).stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(times);
    return new Report(
        times.length,
        drain(wrong),
        drain(unanswered),
        quantile(times, 0.5),
        quantile(times, 0.99),
        quantile(times, 1));
  }

  private static <T> List<T> drain(Queue<T> queue) {
    List<T> all = new ArrayList<>();
    for (T each = queue.poll(); each != null; each = queue.poll()) {
      all.add(each);
    }
    return all;
  }

  private static double quantile(double[] sorted, double part) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[Math.min(sorted.length - 1, (int) (sorted.length * part))];
  }

  private void next() {
    List<Integer> now = List.copyOf(ports);
    // A busy machine is given time, or calls would wait longer and longer.
    if (now.isEmpty() || begun.get() - done.get() >= 2 * CALLERS) {
      return;
    }
    int number = begun.getAndIncrement();
    int port = now.get(number % now.size());
    callers.execute(() -> call(port, calls.get(number / now.size() % calls.size())));
  }

  private Webhook client(int port) {
    return clients.computeIfAbsent(port, it -> new Webhook(it, trust));
  }

  private void call(int port, Call call) {
    try {
      Webhook.Answer answer = client(port).create(call.pod(), call.namespace());
      milliseconds.add(answer.nanoseconds() / 1e6);
      List<String> names = new ArrayList<>();
      for (JsonNode each : answer.pod().at("/spec/imagePullSecrets")) {
        names.add(each.path("name").asText());
      }
      if (!names.equals(call.pullSecrets())) {
        wrong.add(
            "%s got %s instead of %s (%s)"
                .formatted(call.namespace(), names, call.pullSecrets(), answer.reason()));
      }
    } catch (IOException e) {
      // What Webhook says of an answer begins so; anything else is a connection's.
      boolean answered = String.valueOf(e.getMessage()).startsWith("the ");
      (answered ? wrong : unanswered).add(port + ": " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      done.incrementAndGet();
    }
  }

  @Override
  public void close() {
    pace.shutdownNow();
    callers.shutdown();
    try {
      if (!callers.awaitTermination(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("calls don't end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
