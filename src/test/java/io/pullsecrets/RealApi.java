package io.pullsecrets;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;
import org.jspecify.annotations.Nullable;

/**
 * A real API server on the loopback interface: kube-apiserver and etcd, from the folder that the
 * environment variable {@value #FOLDER} names. One for the whole run of the tests, which therefore
 * keep to namespaces of their own. It starts when the first test asks for it and ends with this
 * process.
 *
 * <p>There is nothing else of a cluster: no controller empties a namespace that is deleted, and no
 * kubelet starts a pod.
 */
public final class RealApi {
  static final String FOLDER = "KUBEBUILDER_ASSETS";

  private static final Duration START = Duration.ofSeconds(60);
  private static @Nullable RealApi running;

  private final ServingCertificate certificate = ServingCertificate.make();
  private final Path folder = certificate.certificateFile().resolveSibling("");
  private final Deque<Process> processes = new ArrayDeque<>();
  private final Config config;

  private RealApi(Path programs) throws IOException {
    Runtime.getRuntime().addShutdownHook(new Thread(this::end, "end of the real API server"));
    String token = UUID.randomUUID().toString();
    Path tokens = Files.writeString(folder.resolve("tokens"), token + ",admin,1,system:masters\n");
    String etcd = "http://127.0.0.1:" + freePort();
    String api = "https://127.0.0.1:" + freePort() + "/";
    start(
        programs.resolve("etcd"),
        "--data-dir=" + folder.resolve("data"),
        "--listen-client-urls=" + etcd,
        "--advertise-client-urls=" + etcd,
        "--listen-peer-urls=http://127.0.0.1:0",
        // Nobody wants these data after a crash.
        "--unsafe-no-fsync");
    start(
        programs.resolve("kube-apiserver"),
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
        "--service-cluster-ip-range=10.0.0.0/24",
        "--authorization-mode=RBAC");
    config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(api)
            .withCaCertFile(certificate.authorityFile().toString())
            .withOauthToken(token)
            .withNamespace("default")
            .withRequestRetryBackoffLimit(0)
            .build();
    waitUntilReady();
  }

  /** The API server of this run. */
  public static synchronized RealApi get() {
    if (running == null) {
      Path programs = Path.of(Objects.requireNonNull(System.getenv(FOLDER), FOLDER));
      try {
        running = new RealApi(programs);
      } catch (IOException e) {
        throw new UncheckedIOException(
            "The API server of %s=%s doesn't start".formatted(FOLDER, programs), e);
      }
    }
    return running;
  }

  /** How to reach it as somebody who may do everything. */
  public Config config() {
    return config;
  }

  private void start(Path program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    processes.push(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(program.getFileName() + ".log").toFile())
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

  /** The one that was started last ends first. */
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
