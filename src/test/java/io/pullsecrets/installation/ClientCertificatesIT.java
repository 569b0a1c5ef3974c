package io.pullsecrets.installation;

import static io.pullsecrets.installation.Installation.NAME;
import static io.pullsecrets.installation.Installation.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.pullsecrets.ClientIdentity;
import io.pullsecrets.NeedsRealApi;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Only the API server may call, set up with the commands and files of {@code docs/mtls.md} as they
 * stand there. The one difference: the Service's port isn't 443, and the kubeconfig must name
 * another one.
 */
@NeedsRealApi
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientCertificatesIT {
  private static final Path DOCUMENT = Path.of("docs", "mtls.md");
  private static final Path REVIEW = Path.of("src/test/resources/reviews/kubectl-run.json");
  private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\n(.*?)^```\n");
  private static final Pattern COMMANDS = Pattern.compile("(?m)(?:^    .*\n)+");
  private static final String HOST = "pull-secret-injector.runai.svc";
  private static final String IMAGE = "registry.example.com/app";

  private final Vertx vertx = Vertx.vertx();
  private final Installation cluster = Installation.prepare(Installer.manifests());

  /** What is in the place of {@code /etc/kubernetes/webhooks}. */
  private Path folder;

  /** As the document has it: API servers first, which harms nobody, and then the injector. */
  @BeforeAll
  void setUp(@TempDir Path node) throws Exception {
    folder = node;
    cluster.project("project");
    cluster.pullSecret("runai", "shared", "registry.example.com", "runai/cluster-wide=true");
    cluster.install();
    Replica asksNobody = cluster.startReplica();
    eventuallyInjected();

    run(openssl());
    List<String> files =
        YAML.matcher(Files.readString(DOCUMENT))
            .results()
            .map(each -> onThisNode(each.group(1)))
            .toList();
    Files.writeString(folder.resolve("admission.yaml"), files.get(0));
    Files.writeString(folder.resolve("kubeconfig.yaml"), files.get(1));
    restartApiServer(withCertificate());
    eventuallyInjected();

    String kubectlAndMake = commands("kubectl create configmap").findFirst().orElseThrow();
    run(kubectlAndMake.substring(0, kubectlAndMake.indexOf("make install")));
    cluster.install(Installer.overlay("client-certificates"));
    cluster.startReplica();
    cluster.stop(asksNobody);
  }

  @AfterAll
  void end() {
    cluster.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void pods_get_their_pull_secrets() throws Exception {
    eventuallyInjected();
    assertThat(answer("client")).startsWith("HTTP/1.1 200");
  }

  @Test
  void a_direct_call_without_a_certificate_is_refused() throws Exception {
    assertRefused(null);
  }

  @Test
  void a_direct_call_with_a_certificate_of_another_ca_is_refused() throws Exception {
    Path other = Files.createDirectories(folder.resolve("other"));
    run(openssl(), other);
    assertRefused("other/client");
  }

  @Test
  void a_direct_call_with_another_name_is_refused() throws Exception {
    // The same CA signs for somebody else.
    String commands = openssl();
    run(
        commands
            .substring(commands.indexOf('\n', commands.indexOf("-out ca.crt")))
            .replace("CN=kube-apiserver", "CN=system:node:node-1")
            .replace("client.", "node."));
    assertRefused("node");
  }

  @Test
  void an_api_server_that_shows_none_creates_pods_by_the_failure_policy() throws Exception {
    restartApiServer();
    try {
      assertThat(cluster.pullSecrets("project", IMAGE)).as("with Ignore").isEmpty();
      failurePolicy("Fail");
      eventually(
          () ->
              assertThatThrownBy(() -> cluster.pullSecrets("project", IMAGE))
                  .isInstanceOf(KubernetesClientException.class)
                  .hasMessageContainingAll("failed calling webhook", "tls: "));
    } finally {
      restartApiServer(withCertificate());
      failurePolicy("Ignore");
    }
    eventuallyInjected();
  }

  private void eventuallyInjected() {
    eventually(() -> assertThat(cluster.pullSecrets("project", IMAGE)).containsExactly("shared"));
  }

  private void failurePolicy(String policy) {
    cluster.kubectl(
        "patch",
        "mutatingwebhookconfiguration",
        NAME,
        "--type=json",
        "-p",
        "[{\"op\":\"replace\",\"path\":\"/webhooks/0/failurePolicy\",\"value\":\"%s\"}]"
            .formatted(policy));
  }

  private String withCertificate() {
    return "--admission-control-config-file=" + folder.resolve("admission.yaml");
  }

  private void restartApiServer(String... options) throws IOException, InterruptedException {
    cluster.api().kill();
    cluster.api().startAgain(options);
  }

  private String onThisNode(String file) {
    String port =
        cluster.kubectl(
            "get", "service", NAME, "-n", "runai", "-o", "jsonpath={.spec.ports[0].port}");
    return file.replace("/etc/kubernetes/webhooks", folder.toString())
        .replace("name: " + HOST, "name: " + HOST + ":" + port);
  }

  /** Says nothing itself, or the answer might be lost with the connection. */
  private void assertRefused(@Nullable String certificate) throws Exception {
    try (Socket socket = connect(certificate)) {
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SSLException.class)
          .hasMessageContainingAll("fatal alert", "certificate");
    }
  }

  private String answer(String certificate) throws Exception {
    byte[] review = Files.readAllBytes(REVIEW);
    String head =
        "POST /mutate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Connection: close\r\nContent-Length: %d\r\n\r\n".formatted(review.length);
    try (Socket socket = connect(certificate)) {
      socket.getOutputStream().write(head.getBytes(UTF_8));
      socket.getOutputStream().write(review);
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  /**
   * The connection that a direct call would use; whether it is refused shows only when it is read.
   *
   * @param certificate the beginning of the names of its file and its key's; null for none
   */
  private Socket connect(@Nullable String certificate) throws Exception {
    SSLContext context = ClientIdentity.nobody();
    if (certificate != null) {
      PemKeyCertOptions files =
          new PemKeyCertOptions()
              .addCertPath(folder.resolve(certificate + ".crt").toString())
              .addKeyPath(folder.resolve(certificate + ".key").toString());
      context.init(
          files.getKeyManagerFactory(vertx).getKeyManagers(),
          InsecureTrustManagerFactory.INSTANCE.getTrustManagers(),
          null);
    }
    Socket socket =
        context.getSocketFactory().createSocket("127.0.0.1", cluster.replicas().get(0).port());
    socket.setSoTimeout(10_000);
    ((SSLSocket) socket).startHandshake();
    return socket;
  }

  /** What makes the certificates. */
  private static String openssl() throws IOException {
    return commands("openssl").findFirst().orElseThrow();
  }

  /** The document's blocks of commands that begin so. */
  private static Stream<String> commands(String beginning) throws IOException {
    return COMMANDS
        .matcher(YAML.matcher(Files.readString(DOCUMENT)).replaceAll(""))
        .results()
        .map(each -> each.group().replaceAll("(?m)^    ", ""))
        .filter(each -> each.startsWith(beginning));
  }

  private void run(String commands) throws IOException, InterruptedException {
    run(commands, folder);
  }

  private void run(String commands, Path where) throws IOException, InterruptedException {
    Process shell =
        new ProcessBuilder(
                "sh",
                "-ec",
                "kubectl() { %s \"$@\"; }%n%s".formatted(cluster.kubectl().command(), commands))
            .directory(where.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(shell.getInputStream().readAllBytes(), UTF_8);
    assertThat(shell.waitFor()).as(output).isZero();
  }
}
