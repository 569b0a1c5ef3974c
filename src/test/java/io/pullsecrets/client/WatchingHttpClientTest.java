package io.pullsecrets.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.WebSocket;
import io.fabric8.kubernetes.client.http.WebSocketHandshakeException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchingHttpClientTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() throws Exception {
    done(vertx.close());
  }

  @Test
  void a_message_that_comes_with_the_handshake_is_heard_however_late_the_thread_that_asked_is()
      throws Exception {
    int port =
        serve(
            request -> request.toWebSocket().onSuccess(socket -> socket.writeTextMessage("first")));
    try (HttpClient client =
        new WatchingHttpClient.Factory(() -> withLateThreads(Vertx.vertx()), SilenceGuard.LIMIT)
            .newBuilder()
            .build()) {
      CompletableFuture<String> heard = new CompletableFuture<>();
      open(client, port, heard::complete).get(10, TimeUnit.SECONDS);
      assertThat(heard.get(10, TimeUnit.SECONDS)).isEqualTo("first");
    }
  }

  @Test
  void a_refusal_is_told() throws Exception {
    int port = serve(request -> request.response().setStatusCode(403).end());
    try (HttpClient client = new WatchingHttpClient.Factory().newBuilder().build()) {
      CompletableFuture<WebSocket> opened = open(client, port, text -> {});
      assertThatThrownBy(() -> opened.get(10, TimeUnit.SECONDS))
          .hasCauseInstanceOf(WebSocketHandshakeException.class);
    }
  }

  private int serve(Handler<HttpServerRequest> handler) throws Exception {
    return done(vertx.createHttpServer().requestHandler(handler).listen(0, "127.0.0.1"))
        .actualPort();
  }

  private static CompletableFuture<WebSocket> open(
      HttpClient client, int port, Consumer<String> onText) {
    return client
        .newWebSocketBuilder()
        .uri(URI.create("ws://127.0.0.1:" + port))
        .buildAsync(
            new WebSocket.Listener() {
              @Override
              public void onMessage(WebSocket socket, String text) {
                onText.accept(text);
              }
            });
  }

  /**
   * Whoever asks its HTTP client for a WebSocket on a thread that isn't an event loop comes to what
   * follows only when all that the server sends at once has arrived.
   */
  private static Vertx withLateThreads(Vertx vertx) {
    return wrap(
        Vertx.class,
        vertx,
        (method, made) ->
            method.equals("createHttpClient")
                ? wrap(
                    io.vertx.core.http.HttpClient.class,
                    (io.vertx.core.http.HttpClient) made,
                    (each, result) -> {
                      if (each.equals("webSocket") && !Context.isOnEventLoopThread()) {
                        awaitWhatWasSent((io.vertx.core.http.WebSocket) done((Future<?>) result));
                      }
                      return result;
                    })
                : made);
  }

  /** The answer to a ping comes after what was sent before it. */
  private static void awaitWhatWasSent(io.vertx.core.http.WebSocket socket) throws Exception {
    CompletableFuture<Buffer> pong = new CompletableFuture<>();
    socket.pongHandler(pong::complete);
    done(socket.writePing(Buffer.buffer("ping")));
    pong.get(10, TimeUnit.SECONDS);
  }

  private static <T> T wrap(Class<T> type, T wrapped, Afterwards afterwards) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                afterwards.apply(method.getName(), method.invoke(wrapped, arguments))));
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  /** Takes a method's name and what it has returned, and says what it is to return. */
  private interface Afterwards {
    Object apply(String method, Object result) throws Exception;
  }
}
