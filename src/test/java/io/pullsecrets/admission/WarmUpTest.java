package io.pullsecrets.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pullsecrets.LogLines;
import io.pullsecrets.configuration.TestConfiguration;
import io.pullsecrets.journal.RecentDecisions;
import io.pullsecrets.start.WarmUpEnd;
import io.pullsecrets.tracing.AdmissionTracing;
import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.HttpsServerStart;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class WarmUpTest {
  private static final String LOOPBACK = InetAddress.getLoopbackAddress().getHostAddress();

  private final Vertx vertx = Vertx.vertx();
  private final WarmUpEnd end = new WarmUpEnd();

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void one_that_fails_is_told_and_is_over_all_the_same() throws IOException {
    WarmUp warmUp =
        new WarmUp(
            vertx,
            new OnPort(portThatNobodyHas()),
            new AdmissionMetrics(new SimpleMeterRegistry()),
            new RecentDecisions(),
            new AdmissionTracing(TestConfiguration.of(Map.of())),
            end);
    assertThat(end.isReached()).isFalse();
    try (LogLines log = new LogLines(WarmUp.class.getName(), Level.FINE)) {
      warmUp.run(new HttpsServerStart(new HttpServerOptions().setHost(LOOPBACK)));
      assertThat(log.lines()).singleElement().asString().contains("The warm-up ended early");
    }
    assertThat(end.isReached()).as("else the server would never be ready").isTrue();
  }

  private static int portThatNobodyHas() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private record OnPort(int getSecurePort) implements HttpServer {
    @Override
    public int getPort() {
      return -1;
    }

    @Override
    public int getManagementPort() {
      return -1;
    }

    @Override
    public URI getLocalBaseUri() {
      return URI.create("https://" + LOOPBACK + ":" + getSecurePort);
    }
  }
}
