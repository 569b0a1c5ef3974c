package io.pullsecrets.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pullsecrets.ClientIdentity;
import io.pullsecrets.demo.InjectorProcess.Program;
import io.pullsecrets.fault.CheckedLoad.Report;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The packaged server where the machine has no more to give. */
class LimitsIT {
  private static final Path FULL = Path.of("/dev/full");
  private static final Path JAR = Path.of("target", "pull-secret-injector.jar");

  private TestedCluster cluster;

  @BeforeEach
  void start() throws IOException {
    cluster = new TestedCluster();
  }

  @AfterEach
  void close() throws IOException {
    cluster.close();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void pods_are_answered_when_the_log_cannot_be_written() throws Exception {
    ReplicaProcess replica =
        cluster.launch(
            Program.packaged(FULL),
            "full-disk",
            Map.of("QUARKUS_LOG_CATEGORY__IO_PULLSECRETS__LEVEL", "DEBUG"));
    replica.process().awaitReady();
    cluster.awaitCopies("shared");
    cluster.load().leadTo(replica.port());
    cluster.load().start(400);
    await().atMost(Duration.ofSeconds(60)).until(() -> cluster.load().done() >= 200);
    Report report = cluster.load().report();
    assertThat(report.wrong()).isEmpty();
    assertThat(report.unanswered()).isEmpty();
  }

  @Test
  void too_little_memory_ends_the_process() throws Exception {
    String registries = "r%05d.example/%s\":{\"username\":\"u\",\"password\":\"p\"}";
    for (int secret = 0; secret < 120; secret++) {
      StringBuilder config = new StringBuilder("{\"auths\":{\"x\":{\"auth\":\"dTpw\"}");
      for (int i = 0; i < 4_000; i++) {
        config.append(",\"").append(registries.formatted(i, secret));
      }
      cluster.config("crowd", "secret-" + secret, config + "}}", Map.of());
    }
    Path log = Path.of("target", "fault-little-memory.log");
    ReplicaProcess replica =
        cluster.launch(
            new Program(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx48m",
                    "-XX:+ExitOnOutOfMemoryError"),
                JAR,
                log),
            "little-memory",
            Map.of());
    assertThat(replica.process().awaitEnd(Duration.ofMinutes(2))).as("it ends").isTrue();
    assertThat(Files.readString(log)).contains("java.lang.OutOfMemoryError");
  }

  @Test
  void connections_beyond_the_limit_are_closed_and_those_from_before_are_served() throws Exception {
    ReplicaProcess replica =
        cluster.launch(
            Program.packaged(Path.of("target", "fault-many-connections.log")),
            "many-connections",
            Map.of("QUARKUS_HTTP_LIMITS_MAX_CONNECTIONS", "20"));
    replica.process().awaitReady();
    List<Socket> open = new ArrayList<>();
    try {
      for (int i = 0; i < 30; i++) {
        Socket socket =
            ClientIdentity.nobody().getSocketFactory().createSocket("127.0.0.1", replica.port());
        socket.setSoTimeout(10_000);
        open.add(socket);
        assertThat(isAnswered(socket)).as("connection %d", i + 1).isEqualTo(i < 20);
      }
      assertThat(open.subList(0, 20)).allMatch(LimitsIT::isAnswered);
    } finally {
      for (Socket each : open) {
        each.close();
      }
    }
  }

  /** Sends what is no review, which is refused; the connection stays open. */
  private static boolean isAnswered(Socket socket) {
    String request =
        "POST /mutate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Content-Length: 2\r\n\r\n{}";
    try {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      byte[] answer = new byte[4096];
      int length = socket.getInputStream().read(answer);
      return length > 0
          && new String(answer, 0, length, StandardCharsets.US_ASCII).startsWith("HTTP/1.1 400");
    } catch (IOException e) {
      return false;
    }
  }
}
