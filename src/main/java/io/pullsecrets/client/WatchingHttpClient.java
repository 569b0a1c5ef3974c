package io.pullsecrets.client;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.StandardHttpClient;
import io.fabric8.kubernetes.client.http.StandardHttpClientBuilder;
import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import io.fabric8.kubernetes.client.http.StandardWebSocketBuilder;
import io.fabric8.kubernetes.client.http.WebSocket;
import io.fabric8.kubernetes.client.http.WebSocketResponse;
import io.fabric8.kubernetes.client.vertx.VertxHttpClient;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientBuilder;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * The client's {@link VertxHttpClient}, except that watches lose nothing, and end when their server
 * is gone ({@link SilenceGuard}).
 *
 * <p>A watch is a WebSocket. Vert.x lets its messages flow as soon as it is open, and drops them
 * while it has no handler for them ({@code HttpClientBase.webSocket}). The client asks for the
 * WebSocket on any thread and sets the handler on an event loop, so that when the asking thread is
 * late, the first messages are lost: an informer would go without what they tell until the object
 * changes again, or wait at an expired watch. Here the event loop asks as well, and can't be later
 * than itself.
 */
final class WatchingHttpClient
    extends StandardHttpClient<
        WatchingHttpClient, WatchingHttpClient.Factory, WatchingHttpClient.Builder> {
  private final Vertx vertx;
  private final VertxHttpClient<?> http;
  private final Duration silenceLimit;

  private WatchingHttpClient(
      Builder builder, AtomicBoolean closed, Vertx vertx, VertxHttpClient<?> http) {
    super(builder, closed);
    this.vertx = vertx;
    this.http = http;
    this.silenceLimit = builder.silenceLimit();
  }

  @Override
  public CompletableFuture<WebSocketResponse> buildWebSocketDirect(
      StandardWebSocketBuilder webSocket, WebSocket.Listener listener) {
    Executor eventLoop = task -> vertx.runOnContext(ignored -> task.run());
    String path = webSocket.asHttpRequest().uri().getPath();
    WebSocket.Listener guarded =
        new SilenceGuard(listener, path, silenceLimit, System::nanoTime, this::after);
    return CompletableFuture.completedFuture(webSocket)
        .thenComposeAsync(each -> http.buildWebSocketDirect(each, guarded), eventLoop);
  }

  private void after(Duration time, Runnable task) {
    vertx.setTimer(Math.max(1, time.toMillis()), timer -> task.run());
  }

  @Override
  public CompletableFuture<HttpResponse<AsyncBody>> consumeBytesDirect(
      StandardHttpRequest request, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    return http.consumeBytesDirect(request, consumer);
  }

  @Override
  public DerivedClientBuilder newBuilder() {
    return builder.copy(this);
  }

  @Override
  protected void doClose() {
    http.close();
    vertx.close();
  }

  /** Each client that it makes has event loops of its own, which end with the client. */
  static final class Factory implements HttpClient.Factory {
    private final Supplier<Vertx> vertx;
    private final Duration silenceLimit;

    Factory() {
      this(Factory::newVertx, SilenceGuard.LIMIT);
    }

    Factory(Supplier<Vertx> vertx, Duration silenceLimit) {
      this.vertx = vertx;
      this.silenceLimit = silenceLimit;
    }

    @Override
    public HttpClient.Builder newBuilder() {
      return new Builder(this);
    }

    private static Vertx newVertx() {
      // It serves no files.
      FileSystemOptions noFiles =
          new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);
      return Vertx.vertx(new VertxOptions().setUseDaemonThread(true).setFileSystemOptions(noFiles));
    }
  }

  /** Takes what the client configures, and passes it on to Vert.x. */
  static final class Builder
      extends StandardHttpClientBuilder<WatchingHttpClient, Factory, Builder> {
    private Builder(Factory factory) {
      super(factory);
    }

    @Override
    public HttpClient build() {
      if (client != null) {
        return new WatchingHttpClient(this, client.getClosed(), client.vertx, client.http);
      }
      Vertx vertx = clientFactory.vertx.get();
      return new WatchingHttpClient(this, new AtomicBoolean(), vertx, vertxClient(vertx));
    }

    private VertxHttpClient<?> vertxClient(Vertx vertx) {
      VertxHttpClientBuilder<?> http = new VertxHttpClientFactory(vertx).newBuilder();
      if (connectTimeout != null) {
        http.connectTimeout(connectTimeout.toMillis(), TimeUnit.MILLISECONDS);
      }
      if (sslContext != null) {
        http.sslContext(keyManagers, trustManagers);
      }
      if (followRedirects) {
        http.followAllRedirects();
      }
      if (preferHttp11) {
        http.preferHttp11();
      }
      return http.tlsVersions(tlsVersions)
          .proxyType(proxyType)
          .proxyAddress(proxyAddress)
          .proxyAuthorization(proxyAuthorization)
          .build();
    }

    private Duration silenceLimit() {
      return clientFactory.silenceLimit;
    }

    @Override
    protected Builder newInstance(Factory factory) {
      return new Builder(factory);
    }
  }
}
