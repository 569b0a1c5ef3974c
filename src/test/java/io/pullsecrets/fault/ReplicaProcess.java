package io.pullsecrets.fault;

import io.pullsecrets.ServingCertificate;
import io.pullsecrets.demo.InjectorProcess;
import io.pullsecrets.demo.InjectorProcess.Program;
import io.pullsecrets.demo.Ports;
import io.pullsecrets.replicator.FaultyProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** The packaged server in place of one pod, with a way of its own to the API server. */
final class ReplicaProcess implements AutoCloseable {
  private static final Duration TIME_TO_END = Duration.ofSeconds(40);

  private final HttpClient http = HttpClient.newHttpClient();
  private final InjectorProcess process;
  private final Ports ports;
  private final FaultyProxy way;

  private ReplicaProcess(InjectorProcess process, Ports ports, FaultyProxy way) {
    this.process = process;
    this.ports = ports;
    this.way = way;
  }

  /**
   * Starts one.
   *
   * @param way closed with it
   * @param trust has the CA of the way's certificate
   * @param webhook what it serves
   * @param more of the environment
   */
  static ReplicaProcess start(
      Program program,
      String name,
      FaultyProxy way,
      ServingCertificate trust,
      ServingCertificate webhook,
      Map<String, String> more)
      throws IOException {
    Ports ports = Ports.free();
    Map<String, String> environment = new HashMap<>();
    environment.put("KUBERNETES_MASTER", way.url());
    environment.put("KUBERNETES_CERTS_CA_FILE", trust.authorityFile().toString());
    environment.put("HOSTNAME", name);
    environment.put("PULL_SECRET_INJECTOR_TLS_CERTIFICATE", webhook.certificateFile().toString());
    environment.put("PULL_SECRET_INJECTOR_TLS_KEY", webhook.keyFile().toString());
    environment.put("QUARKUS_SHUTDOWN_DELAY", "1S");
    environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
    environment.put("QUARKUS_HTTP_SSL_PORT", Integer.toString(ports.webhook()));
    environment.putAll(more);
    return new ReplicaProcess(
        InjectorProcess.start(program, environment, ports.management()), ports, way);
  }

  InjectorProcess process() {
    return process;
  }

  FaultyProxy way() {
    return way;
  }

  /** Where it listens for the webhook. */
  int port() {
    return ports.webhook();
  }

  long pid() {
    return process.handle().pid();
  }

  /** What a path of the management port says. */
  String management(String path) {
    try {
      return http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.management() + path))
                  .timeout(Duration.ofSeconds(10))
                  .build(),
              BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The sum of a metric's samples whose name and labels begin so; empty if there is none. */
  OptionalDouble metric(String prefix) {
    double[] found =
        management("/q/metrics")
            .lines()
            .filter(line -> line.startsWith(prefix))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
            .toArray();
    return found.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum(found));
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double each : values) {
      sum += each;
    }
    return sum;
  }

  boolean leads() {
    return metric("pull_secret_injector_leader").orElse(0) == 1;
  }

  /** Asks it to end, and waits for that as long as a kubelet would. */
  void stop() throws InterruptedException {
    process.terminate();
    if (!process.awaitEnd(TIME_TO_END)) {
      throw new IllegalStateException("the replica doesn't end");
    }
    close();
  }

  @Override
  public void close() {
    process.close();
    way.close();
  }
}
