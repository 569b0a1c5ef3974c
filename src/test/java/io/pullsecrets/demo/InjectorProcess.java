package io.pullsecrets.demo;

import io.pullsecrets.ServingCertificate;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The packaged server as a process of its own, under the JDK that runs the demo. */
final class InjectorProcess implements AutoCloseable {
  private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
  private static final Path LOG = Path.of("target", "demo-server.log");
  private static final Duration START_TIME = Duration.ofSeconds(60);
  private static final Duration STOP_TIME = Duration.ofSeconds(10);

  private final Process process;
  private final URI readiness;

  private InjectorProcess(Process process, URI readiness) {
    this.process = process;
    this.readiness = readiness;
  }

  /** Starts the server; {@link #awaitReady} tells when it serves. */
  static InjectorProcess start(
      InMemoryCluster cluster, ServingCertificate certificate, int port, int managementPort)
      throws IOException {
    if (!Files.isRegularFile(JAR)) {
      throw new DemoFailure(JAR + " isn't there: run `make package` first.");
    }
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder builder =
        new ProcessBuilder(java, "-Xmx256m", "-jar", JAR.toString())
            .redirectErrorStream(true)
            .redirectOutput(LOG.toFile());
    Map<String, String> environment = builder.environment();
    // Read when the client is made; quarkus.kubernetes-client.api-server-url belongs to the build.
    environment.put("KUBERNETES_MASTER", cluster.url());
    // Neither a real cluster's kubeconfig nor its tokens may come into play.
    environment.put("KUBERNETES_AUTH_TRYKUBECONFIG", "false");
    environment.put("KUBERNETES_AUTH_TRYSERVICEACCOUNT", "false");
    environment.put("PULL_SECRET_INJECTOR_TLS_CERTIFICATE", text(certificate.certificateFile()));
    environment.put("PULL_SECRET_INJECTOR_TLS_KEY", text(certificate.keyFile()));
    // No API server needs time to hear that this one ends.
    environment.put("QUARKUS_SHUTDOWN_DELAY", "0S");
    environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
    environment.put("QUARKUS_HTTP_SSL_PORT", Integer.toString(port));
    environment.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
    environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort));
    return new InjectorProcess(
        builder.start(), URI.create("http://127.0.0.1:" + managementPort + "/q/health/ready"));
  }

  /** Waits until the server says that it is ready. */
  void awaitReady() throws IOException, InterruptedException {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    long deadline = System.nanoTime() + START_TIME.toNanos();
    do {
      // Waiting for the end of the process is the pause between two questions.
      if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
        throw new DemoFailure(
            "The server ended with status " + process.exitValue() + "." + endOfLog());
      }
      if (isReady(client)) {
        return;
      }
    } while (System.nanoTime() < deadline);
    throw new DemoFailure(
        "The server wasn't ready after " + START_TIME.toSeconds() + " s." + endOfLog());
  }

  /** Waits this long for the server to end by itself, and says whether it has. */
  boolean awaitEnd(Duration atMost) throws InterruptedException {
    return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The last lines of the server's log, with a heading. */
  static String endOfLog() throws IOException {
    List<String> lines = List.of();
    if (Files.exists(LOG)) {
      lines = new String(Files.readAllBytes(LOG), StandardCharsets.UTF_8).lines().toList();
    }
    List<String> end = lines.subList(Math.max(0, lines.size() - 30), lines.size());
    return " The end of " + LOG + ":\n\n" + String.join("\n", end);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!awaitEnd(STOP_TIME)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private boolean isReady(HttpClient client) throws InterruptedException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(readiness).timeout(Duration.ofSeconds(5)).build();
      return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false; // it doesn't listen yet
    }
  }

  private static String text(Path path) {
    return path.toAbsolutePath().toString();
  }
}
