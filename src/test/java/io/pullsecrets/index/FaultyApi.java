package io.pullsecrets.index;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.fabric8.mockwebserver.http.Response;
import io.fabric8.mockwebserver.http.WebSocket;
import io.fabric8.mockwebserver.http.WebSocketListener;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An in-memory Kubernetes API that can go away, come back with what it held, and fail watches. */
public final class FaultyApi implements AutoCloseable {
  private final FaultyDispatcher dispatcher = new FaultyDispatcher();
  private KubernetesMockServer server;
  private KubernetesClient admin;
  private final int port;

  public FaultyApi() {
    server = serve(0);
    port = server.getPort();
    admin = server.createClient();
  }

  public String url() {
    return "http://localhost:" + port + "/";
  }

  /** A client as the product has it. */
  public KubernetesClient client() {
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(url())
            .withNamespace("default")
            .withWatchReconnectInterval(10)
            .withRequestRetryBackoffLimit(0)
            .build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  /** A client that may do everything. */
  public KubernetesClient admin() {
    return admin;
  }

  public void stop() {
    admin.close();
    server.destroy();
  }

  public void restart() {
    server = serve(port);
    admin = server.createClient();
  }

  /** From now on each new watch has this fault. */
  public void failWatches(WatchFault fault) {
    dispatcher.failed.set(0);
    dispatcher.fault = fault;
  }

  /** From now on requests for paths that begin so are refused. */
  public void refuse(String pathPrefix) {
    dispatcher.refused = pathPrefix;
  }

  /** How many requests have been refused. */
  public int refusals() {
    return dispatcher.refusals.get();
  }

  /** How many watches have failed since the fault was set. */
  public int failedWatches() {
    return dispatcher.failed.get();
  }

  /** What can be wrong with a watch. */
  public enum WatchFault {
    NONE,
    /** The server doesn't take it. */
    UNAVAILABLE,
    /** The server takes it and says that the resource version is too old, as a real one does. */
    EXPIRED
  }

  @Override
  public void close() {
    stop();
  }

  private KubernetesMockServer serve(int onPort) {
    KubernetesMockServer mock =
        new KubernetesMockServer(
            new Context(), new MockWebServer(), new HashMap<>(), dispatcher, false);
    mock.init(InetAddress.getLoopbackAddress(), onPort);
    return mock;
  }

  private static final class FaultyDispatcher extends KubernetesCrudDispatcher {
    private static final String EXPIRED_EVENT =
        """
        {"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","status":"Failure",
        "message":"too old resource version","reason":"Expired","code":410}}
        """;

    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();
    private volatile WatchFault fault = WatchFault.NONE;
    private volatile @Nullable String refused;

    @Override
    public MockResponse dispatch(RecordedRequest request) {
      String prefix = refused;
      if (prefix != null && request.getPath().startsWith(prefix)) {
        refusals.incrementAndGet();
        return new MockResponse().setResponseCode(503);
      }
      if (fault == WatchFault.NONE || !request.getPath().contains("watch=true")) {
        return super.dispatch(request);
      }
      failed.incrementAndGet();
      return fault == WatchFault.UNAVAILABLE
          ? new MockResponse().setResponseCode(503)
          : new MockResponse()
              .withWebSocketUpgrade(
                  new WebSocketListener() {
                    @Override
                    public void onOpen(WebSocket socket, Response response) {
                      socket.send(EXPIRED_EVENT);
                    }
                  });
    }
  }
}
