package io.pullsecrets.replicator;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.pullsecrets.ServingCertificate;
import io.pullsecrets.index.FaultyApi;
import io.pullsecrets.replicator.Fault.OnTheWay;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketBase;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way from one replica to the API server, with what can happen on it. It has one thread: while
 * a rule looks at a request, nothing else goes through, neither an event of a watch.
 */
public final class FaultyProxy implements AutoCloseable {
  private static final String EXPIRED_EVENT =
      """
      {"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",
      "message":"too old resource version","reason":"Expired","code":410}}
      """;

  private static final String HALF_AN_EVENT = "{\"type\":\"MODIFIED\",\"object\":{\"kind\":";

  private static final Set<String> OF_THE_CONNECTION =
      Set.of(
          "host",
          "connection",
          "upgrade",
          "transfer-encoding",
          "sec-websocket-key",
          "sec-websocket-version",
          "sec-websocket-extensions");

  private final Vertx vertx =
      Vertx.vertx(
          new VertxOptions()
              .setEventLoopPoolSize(1)
              .setWorkerPoolSize(1)
              .setInternalBlockingPoolSize(1));
  private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger writes = new AtomicInteger();
  private final AtomicInteger watches = new AtomicInteger();
  private final AtomicInteger expiredWatches = new AtomicInteger();
  private final Upstream api;
  private final Upstream leases;
  private final int port;
  private HttpServer server;
  private @Nullable ServingCertificate shown;
  private volatile Function<ApiRequest, Fault> rule = request -> OnTheWay.NONE;
  private volatile boolean broken;

  /** A way to an API server, as whoever the configuration says. */
  public FaultyProxy(Config api) {
    this(api, api, null);
  }

  /** The same over HTTPS, with this certificate until {@link #show} another. */
  public FaultyProxy(Config api, ServingCertificate certificate) {
    this(api, api, certificate);
  }

  /**
   * A way to an API server whose Leases are those of another: whoever goes it has no rival.
   *
   * @param api the API server
   * @param leases the one with the Leases
   */
  FaultyProxy(Config api, Config leases) {
    this(api, leases, null);
  }

  private FaultyProxy(Config api, Config leases, @Nullable ServingCertificate certificate) {
    this.api = new Upstream(vertx, api);
    this.leases = new Upstream(vertx, leases);
    shown = certificate;
    server = listen(certificate, 0);
    port = server.actualPort();
  }

  private HttpServer listen(@Nullable ServingCertificate certificate, int onPort) {
    HttpServerOptions options = new HttpServerOptions().setHost("127.0.0.1").setPort(onPort);
    if (certificate != null) {
      options
          .setSsl(true)
          .setKeyCertOptions(
              new PemKeyCertOptions()
                  .addCertPath(certificate.certificateFile().toString())
                  .addKeyPath(certificate.keyFile().toString()));
    }
    return done(
        vertx
            .createHttpServer(options)
            .connectionHandler(this::connected)
            .requestHandler(this::handle)
            .listen());
  }

  /**
   * Shows another certificate from now on. It is another server for that, so that no client goes on
   * with a session in which it trusted the one before.
   */
  public void show(ServingCertificate certificate) {
    if (!certificate.equals(shown)) {
      done(server.close());
      shown = certificate;
      server = listen(certificate, port);
    }
  }

  /** Where it listens. */
  public String url() {
    return (shown == null ? "http" : "https") + "://127.0.0.1:" + port + "/";
  }

  /** How many watches are open. */
  public int watches() {
    return watches.get();
  }

  /** A client that goes this way. */
  KubernetesClient client() {
    return FaultyApi.client(url());
  }

  /** From now on this says what becomes of each request. */
  public void rule(Function<ApiRequest, Fault> newRule) {
    rule = newRule;
  }

  /** Breaks all connections; none is taken until {@link #mend}. */
  public void breakDown() {
    broken = true;
    breakConnections();
  }

  public void mend() {
    broken = false;
  }

  /** Breaks all connections; the next are taken. */
  public void breakConnections() {
    connections.forEach(HttpConnection::close);
  }

  /** How many Secrets were created, changed or deleted. */
  int writes() {
    return writes.get();
  }

  /** How many watches were told that they are too old. */
  int expiredWatches() {
    return expiredWatches.get();
  }

  @Override
  public void close() {
    done(vertx.close());
  }

  private void connected(HttpConnection connection) {
    connections.add(connection);
    connection.closeHandler(closed -> connections.remove(connection));
    if (broken) {
      connection.close();
    }
  }

  private void handle(HttpServerRequest incoming) {
    String query = incoming.query();
    ApiRequest request =
        new ApiRequest(incoming.method().name(), incoming.path(), query == null ? "" : query);
    Fault fault = broken ? OnTheWay.REQUEST_LOST : rule.apply(request);
    if (fault == OnTheWay.REQUEST_LOST) {
      incoming.connection().close();
    } else if (fault == OnTheWay.WATCH_EXPIRED) {
      expire(incoming);
    } else if (fault instanceof Fault.Refusal refusal) {
      refuse(incoming, refusal);
    } else if (fault == OnTheWay.HUNG) {
      incoming.pause();
    } else if (fault == OnTheWay.SLOW) {
      incoming.pause();
      vertx.setTimer(Fault.DELAY_MILLIS, later -> pass(incoming, request, false));
    } else if (fault == OnTheWay.WATCH_TRUNCATED) {
      truncate(incoming);
    } else {
      pass(incoming, request, fault == OnTheWay.ANSWER_LOST);
    }
  }

  private void expire(HttpServerRequest incoming) {
    expiredWatches.incrementAndGet();
    incoming
        .toWebSocket()
        .onSuccess(socket -> socket.writeTextMessage(EXPIRED_EVENT))
        .onFailure(failure -> incoming.connection().close());
  }

  private static void truncate(HttpServerRequest incoming) {
    incoming
        .toWebSocket()
        .onSuccess(
            socket ->
                socket
                    .writeFrame(WebSocketFrame.textFrame(HALF_AN_EVENT, false))
                    .onComplete(written -> incoming.connection().close()))
        .onFailure(failure -> incoming.connection().close());
  }

  private static void refuse(HttpServerRequest incoming, Fault.Refusal refusal) {
    if (!refusal.retryAfter().isEmpty()) {
      incoming.response().putHeader("Retry-After", refusal.retryAfter());
    }
    incoming
        .response()
        .setStatusCode(refusal.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(refusal.body());
  }

  private void pass(HttpServerRequest incoming, ApiRequest request, boolean answerIsLost) {
    Upstream upstream = request.isAboutLeases() ? leases : api;
    incoming.pause();
    if (incoming.headers().contains(HttpHeaders.UPGRADE)) {
      upstream
          .openSocket(incoming)
          .onSuccess(far -> join(incoming, far))
          .onFailure(failure -> incoming.connection().close());
      return;
    }
    upstream
        .open(incoming)
        .compose(
            outgoing -> {
              // A watch that its client has left.
              incoming.response().closeHandler(closed -> outgoing.reset());
              return outgoing.send(incoming);
            })
        .onSuccess(
            answer -> {
              if (request.writesSecret() && answer.statusCode() < 300) {
                writes.incrementAndGet();
              }
              if (answerIsLost) {
                incoming.connection().close();
              } else {
                answer(incoming, answer);
              }
            })
        .onFailure(failure -> incoming.connection().close());
  }

  private static void answer(HttpServerRequest incoming, HttpClientResponse answer) {
    HttpServerResponse response = incoming.response().setStatusCode(answer.statusCode());
    copy(answer.headers(), response.headers());
    response.setChunked(!answer.headers().contains(HttpHeaders.CONTENT_LENGTH));
    answer.pipeTo(response).onFailure(failure -> incoming.connection().close());
  }

  private void join(HttpServerRequest incoming, WebSocket far) {
    far.pause();
    incoming
        .toWebSocket()
        .onSuccess(
            near -> {
              pass(near, far);
              pass(far, near);
              watches.incrementAndGet();
              far.closeHandler(
                  closed -> {
                    watches.decrementAndGet();
                    near.close();
                  });
              far.resume();
            })
        .onFailure(failure -> far.close());
  }

  private static void pass(WebSocketBase from, WebSocketBase to) {
    from.frameHandler(
        frame -> {
          if (!frame.isClose()) {
            to.writeFrame(frame);
          }
        });
    from.closeHandler(closed -> to.close());
  }

  /** All but what belongs to the connection. */
  private static void copy(MultiMap from, MultiMap to) {
    from.forEach(
        (name, value) -> {
          if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
            to.add(name, value);
          }
        });
  }

  private static <T> T done(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Where requests go to. */
  private static final class Upstream {
    private final HttpClient client;
    private final WebSocketClient sockets;
    private final URI url;
    private final @Nullable String token;

    Upstream(Vertx vertx, Config config) {
      url = URI.create(config.getMasterUrl());
      token = config.getOauthToken();
      HttpClientOptions options = new HttpClientOptions().setMaxPoolSize(100);
      WebSocketClientOptions socketOptions = new WebSocketClientOptions();
      if (isTls()) {
        PemTrustOptions trust = new PemTrustOptions().addCertPath(config.getCaCertFile());
        options.setTrustOptions(trust);
        socketOptions.setTrustOptions(trust);
      }
      client = vertx.createHttpClient(options);
      sockets = vertx.createWebSocketClient(socketOptions);
    }

    Future<HttpClientRequest> open(HttpServerRequest incoming) {
      return client.request(addressed(new RequestOptions(), incoming).setMethod(incoming.method()));
    }

    Future<WebSocket> openSocket(HttpServerRequest incoming) {
      WebSocketConnectOptions options = new WebSocketConnectOptions();
      addressed(options, incoming);
      return sockets.connect(options);
    }

    private RequestOptions addressed(RequestOptions options, HttpServerRequest incoming) {
      MultiMap headers = MultiMap.caseInsensitiveMultiMap();
      copy(incoming.headers(), headers);
      if (token != null) {
        headers.set(HttpHeaders.AUTHORIZATION, "Bearer " + token);
      }
      return options
          .setHost(url.getHost())
          .setPort(url.getPort())
          .setSsl(isTls())
          .setURI(incoming.uri())
          .setHeaders(headers);
    }

    private boolean isTls() {
      return url.getScheme().equals("https");
    }
  }
}
