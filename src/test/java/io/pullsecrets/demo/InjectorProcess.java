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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The packaged server as a process of its own. */
public final class InjectorProcess implements AutoCloseable {
  private static final Duration START_TIME = Duration.ofSeconds(60);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);
  private static final Duration STOP_TIME = Duration.ofSeconds(10);

  private final Process process;
  private final Path log;
  private final URI readiness;

  private InjectorProcess(Process process, Path log, URI readiness) {
    this.process = process;
    this.log = log;
    this.readiness = readiness;
  }

  /**
   * What is run.
   *
   * @param command the program and its arguments up to {@code -jar}
   * @param jar the packaged server
   * @param log file for what it prints, which is begun anew
   */
  public record Program(List<String> command, Path jar, Path log) {
    public Program {
      command = List.copyOf(command);
      Objects.requireNonNull(jar, "jar");
      Objects.requireNonNull(log, "log");
    }

    /** What {@code make package} has built, under the JDK that runs this. */
    public static Program packaged(Path log) {
      return new Program(
          List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m"),
          Path.of("target", "pull-secret-injector.jar"),
          log);
    }
  }

  /**
   * Starts the server; {@link #awaitReady} tells when it serves.
   *
   * @param api where its API server listens, without TLS
   */
  public static InjectorProcess start(
      Program program, String api, ServingCertificate certificate, Ports ports) throws IOException {
    return start(
        program,
        Map.of(
            // Read when the client is made; quarkus.kubernetes-client.api-server-url belongs to the
            // build.
            "KUBERNETES_MASTER",
            api,
            "PULL_SECRET_INJECTOR_TLS_CERTIFICATE",
            text(certificate.certificateFile()),
            "PULL_SECRET_INJECTOR_TLS_KEY",
            text(certificate.keyFile()),
            // No API server needs time to hear that this one ends.
            "QUARKUS_SHUTDOWN_DELAY",
            "0S",
            "QUARKUS_HTTP_HOST",
            "127.0.0.1",
            "QUARKUS_HTTP_SSL_PORT",
            Integer.toString(ports.webhook())),
        ports.management());
  }

  /**
   * Starts the packaged server.
   *
   * @param environment what it gets beside the environment of this process: at least where its API
   *     server is, and where it is to listen for the webhook
   * @param managementPort of the loopback interface
   * @param log file for what it prints, which is begun anew
   */
  public static InjectorProcess start(Map<String, String> environment, int managementPort, Path log)
      throws IOException {
    return start(Program.packaged(log), environment, managementPort);
  }

  /**
   * Starts a server in another way.
   *
   * @param environment as above
   * @param managementPort of the loopback interface
   */
  public static InjectorProcess start(
      Program program, Map<String, String> environment, int managementPort) throws IOException {
    if (!Files.isRegularFile(program.jar())) {
      throw new DemoFailure(program.jar() + " isn't there: run `make package` first.");
    }
    List<String> command = new ArrayList<>(program.command());
    command.add("-jar");
    command.add(program.jar().toString());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(program.log().toFile());
    // Neither a real cluster's kubeconfig nor its tokens may come into play.
    builder.environment().put("KUBERNETES_AUTH_TRYKUBECONFIG", "false");
    builder.environment().put("KUBERNETES_AUTH_TRYSERVICEACCOUNT", "false");
    builder.environment().put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
    builder.environment().put("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort));
    builder.environment().putAll(environment);
    return new InjectorProcess(
        builder.start(),
        program.log(),
        URI.create("http://127.0.0.1:" + managementPort + "/q/health/ready"));
  }

  /** The process itself. */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** Waits until the server says that it is ready. */
  public void awaitReady() throws IOException, InterruptedException {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    long deadline = System.nanoTime() + START_TIME.toNanos();
    do {
      // Waiting for the end of the process is the pause between two questions.
      if (process.waitFor(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)) {
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
  public boolean awaitEnd(Duration atMost) throws InterruptedException {
    return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Ends it as a crash would. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Asks it to end, as a kubelet does. */
  public void terminate() {
    process.destroy();
  }

  /** The last lines of its log, with a heading. */
  String endOfLog() throws IOException {
    List<String> lines = List.of();
    if (Files.exists(log)) {
      lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
    }
    List<String> end = lines.subList(Math.max(0, lines.size() - 30), lines.size());
    return " The end of " + log + ":\n\n" + String.join("\n", end);
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
