package io.pullsecrets;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;
import org.jspecify.annotations.Nullable;

/**
 * A real API server on the loopback interface: kube-apiserver and etcd, from the folder that the
 * environment variable {@value #FOLDER} names. Services get addresses of that interface too, so
 * that the API server can call a webhook through one.
 *
 * <p>There is nothing else of a cluster: no controller empties a namespace that is deleted, and no
 * kubelet starts a pod.
 */
public final class RealApi implements AutoCloseable {
  static final String FOLDER = "KUBEBUILDER_ASSETS";

  private static final String AUDIT_POLICY =
      """
      apiVersion: audit.k8s.io/v1
      kind: Policy
      omitStages: [RequestReceived]
      rules:
        - level: Metadata
          userGroups: ["system:serviceaccounts"]
        - level: Metadata
          verbs: [create]
          resources: [{group: "", resources: [pods]}]
        - level: None
      """;

  private static final Duration START = Duration.ofSeconds(60);
  private static @Nullable RealApi running;

  private final ServingCertificate certificate = ServingCertificate.make();
  private final Path folder = certificate.certificateFile().resolveSibling("");
  private final Thread endWithThisProcess = new Thread(this::end, "end of the real API server");
  private final Path programs;
  private final List<String> arguments;
  private final Config config;
  private final Path kubeconfig;

  // The one that was started last is the first.
  private final Deque<Process> processes = new ArrayDeque<>();

  private RealApi(Path programs, List<String> more) throws IOException {
    this.programs = programs;
    Runtime.getRuntime().addShutdownHook(endWithThisProcess);
    String token = UUID.randomUUID().toString();
    Path tokens = Files.writeString(folder.resolve("tokens"), token + ",admin,1,system:masters\n");
    Path policy = Files.writeString(folder.resolve("audit-policy.yaml"), AUDIT_POLICY);
    String etcd = "http://127.0.0.1:" + freePort();
    String api = "https://127.0.0.1:" + freePort() + "/";
    launch(
        "etcd",
        "--data-dir=" + folder.resolve("data"),
        "--listen-client-urls=" + etcd,
        "--advertise-client-urls=" + etcd,
        "--listen-peer-urls=http://127.0.0.1:0",
        // Nobody wants these data after a crash.
        "--unsafe-no-fsync");
    arguments = new ArrayList<>(more);
    arguments.addAll(
        List.of(
            "--etcd-servers=" + etcd,
            "--bind-address=127.0.0.1",
            "--advertise-address=127.0.0.1",
            "--secure-port=" + URI.create(api).getPort(),
            "--cert-dir=" + folder.resolve("made-by-itself"),
            "--tls-cert-file=" + certificate.certificateFile(),
            "--tls-private-key-file=" + certificate.keyFile(),
            "--token-auth-file=" + tokens,
            "--service-account-issuer=" + api,
            "--service-account-key-file=" + certificate.certificateFile(),
            "--service-account-signing-key-file=" + certificate.keyFile(),
            "--service-cluster-ip-range=127.64.0.0/16",
            "--authorization-mode=RBAC",
            "--audit-policy-file=" + policy,
            "--audit-log-path=" + auditLog()));
    launch("kube-apiserver", arguments.toArray(String[]::new));
    config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(api)
            .withCaCertFile(certificate.authorityFile().toString())
            .withOauthToken(token)
            .withNamespace("default")
            .withRequestRetryBackoffLimit(0)
            .build();
    kubeconfig = Files.writeString(folder.resolve("kubeconfig"), kubeconfig(config));
    waitUntilReady();
  }

  /**
   * The one for the whole run of the tests, which therefore keep to namespaces of their own. It
   * starts when the first test asks for it and ends with this process.
   */
  public static synchronized RealApi get() {
    if (running == null) {
      running = start();
    }
    return running;
  }

  /**
   * A new one with nothing in it, for whoever closes it.
   *
   * @param more arguments beside those that it always gets
   */
  public static RealApi start(String... more) {
    Path programs = Path.of(Objects.requireNonNull(System.getenv(FOLDER), FOLDER));
    try {
      return new RealApi(programs, List.of(more));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The API server of %s=%s doesn't start".formatted(FOLDER, programs), e);
    }
  }

  /** How to reach it as somebody who may do everything. */
  public Config config() {
    return config;
  }

  /** The file of the CA that its certificate comes from. */
  public Path authorityFile() {
    return certificate.authorityFile();
  }

  /** A TLS context that trusts that CA. */
  public SSLContext trust() {
    return certificate.trust();
  }

  /** Its kubectl, as somebody who may do everything. */
  public Kubectl kubectl() {
    return new Kubectl(programs.resolve("kubectl"), kubeconfig);
  }

  /**
   * One line of JSON (audit.k8s.io/v1) for each request of a ServiceAccount and each creation of a
   * pod, by whomever.
   */
  public Path auditLog() {
    return folder.resolve("audit.log");
  }

  /** The lines of its own log so far. */
  public Stream<String> log() {
    try {
      return Files.readAllLines(folder.resolve("kube-apiserver.log")).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the API server as a crash would; its data stay. */
  public void kill() throws InterruptedException {
    processes.pop().destroyForcibly().waitFor();
  }

  /**
   * Starts it again, at the same address.
   *
   * @param options beside those that it had at first
   */
  public void startAgain(String... options) throws IOException {
    launch(
        "kube-apiserver",
        Stream.concat(arguments.stream(), Stream.of(options)).toArray(String[]::new));
    waitUntilReady();
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(endWithThisProcess);
    end();
  }

  private void launch(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(programs.resolve(program).toString()));
    command.addAll(List.of(arguments));
    processes.push(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(folder.resolve(program + ".log").toFile()))
            .start());
  }

  private void waitUntilReady() throws IOException {
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build()) {
      await()
          .atMost(START)
          .pollInterval(Duration.ofMillis(50))
          .failFast("a process has ended", () -> !processes.stream().allMatch(Process::isAlive))
          .ignoreExceptions()
          .until(() -> "ok".equals(client.raw("/readyz")));
    } catch (ConditionTimeoutException | TerminalFailureException e) {
      throw new IllegalStateException(
          "The API server doesn't get ready. The ends of its logs:\n"
              + endOf("etcd.log")
              + endOf("kube-apiserver.log"),
          e);
    }
  }

  private String endOf(String log) throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve(log));
    return log
        + "\n  "
        + String.join("\n  ", lines.subList(Math.max(0, lines.size() - 5), lines.size()))
        + "\n";
  }

  private static String kubeconfig(Config config) {
    return """
        apiVersion: v1
        kind: Config
        clusters: [{name: it, cluster: {server: "%s", certificate-authority: "%s"}}]
        users: [{name: admin, user: {token: "%s"}}]
        contexts: [{name: it, context: {cluster: it, user: admin}}]
        current-context: it
        """
        .formatted(config.getMasterUrl(), config.getCaCertFile(), config.getOauthToken());
  }

  private void end() {
    try {
      for (Process process : processes) {
        process.destroyForcibly().waitFor();
      }
      certificate.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      System.err.println("Files of the API server were left in " + folder + ": " + e.getMessage());
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
