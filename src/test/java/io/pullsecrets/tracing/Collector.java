package io.pullsecrets.tracing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Takes spans on the loopback interface, as a collector does; or is down, or hangs. */
public final class Collector implements AutoCloseable {
  private final List<ReceivedSpan> spans = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final int port;
  private volatile CountDownLatch open = new CountDownLatch(0);
  private @Nullable HttpServer server;

  /** Listens on a free port. */
  public Collector() throws IOException {
    port = listen(0);
  }

  /** Its address, without a path. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** What has arrived so far. */
  public List<ReceivedSpan> spans() {
    return List.copyOf(spans);
  }

  /** From here on it refuses connections. */
  void goDown() {
    if (server != null) {
      server.stop(0);
      server = null;
    }
  }

  /** Listens again, where it has listened before. */
  void comeBack() throws IOException {
    if (server == null) {
      listen(port);
    }
  }

  /** From here on it takes what is sent and says nothing. */
  void hang() {
    open = new CountDownLatch(1);
  }

  @Override
  public void close() {
    open.countDown();
    goDown();
    threads.shutdownNow();
  }

  private int listen(int wanted) throws IOException {
    HttpServer begun =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 0);
    begun.createContext("/v1/traces", this::take);
    begun.setExecutor(threads);
    begun.start();
    server = begun;
    return begun.getAddress().getPort();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      open.await();
      spans.addAll(ReceivedSpan.of(body));
      exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
