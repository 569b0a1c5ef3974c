package io.pullsecrets.index;

import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Preconditions;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.crud.AttributeSet;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.fabric8.mockwebserver.http.Response;
import io.fabric8.mockwebserver.http.WebSocket;
import io.fabric8.mockwebserver.http.WebSocketListener;
import io.pullsecrets.client.ClusterClient;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An in-memory Kubernetes API that can go away, come back with what it held, and fail watches.
 *
 * <p>As a real one does, and its base doesn't, it refuses to delete what has changed, and to create
 * anything in a namespace that is terminating or has gone. As with its base, a namespace that was
 * never there will do. A watch that begins at a version from before something went, which a real
 * one would tell it, is expired.
 */
public final class FaultyApi implements AutoCloseable {
  /** Tells of each request. Held here, or the level would go with the logger. */
  private static final Logger REQUESTS = Logger.getLogger("io.fabric8.mockwebserver");

  static {
    REQUESTS.setLevel(Level.WARNING);
  }

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
    return client(url());
  }

  /** A client as the product has it, of the API at this address. */
  public static KubernetesClient client(String url) {
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(url)
            .withNamespace("default")
            .withWatchReconnectInterval(10)
            .withRequestRetryBackoffLimit(0)
            .build();
    return ClusterClient.builder(config).build();
  }

  /** How to reach it as somebody who may do everything. */
  public Config config() {
    return admin.getConfiguration();
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

  /** From now on writes below paths that begin so fail, and reads don't. */
  public void failWrites(String pathPrefix) {
    dispatcher.readOnly = pathPrefix;
  }

  /** From now on Events about a Secret of this name are refused as malformed. */
  public void refuseEventsOf(String secret) {
    dispatcher.untold = secret;
  }

  /** How many requests have been refused. */
  public int refusals() {
    return dispatcher.refusals.get();
  }

  /** It keeps a record of each request, for ever otherwise. */
  public void forgetRequests() {
    try {
      while (server.takeRequest(0, TimeUnit.MILLISECONDS) != null) {
        // the next
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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

    private static final Pattern NAMESPACE = Pattern.compile("/api/v1/namespaces/[^/?]+");

    private static final Pattern EVENTS = Pattern.compile("/apis/events.k8s.io/v1/.*/events");
    private static final Pattern LEASE = Pattern.compile("/apis/coordination.k8s.io/");
    private static final Pattern WATCH = Pattern.compile("resourceVersion=(\\d+).*watch=true");

    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();
    private final Set<String> knownNamespaces = new HashSet<>();
    private volatile WatchFault fault = WatchFault.NONE;
    private volatile @Nullable String refused;
    private volatile @Nullable String readOnly;
    private volatile @Nullable String untold;

    /** The version at which something was deleted last, or left a selection by its labels. */
    private volatile long latestLoss;

    @Override
    public MockResponse dispatch(RecordedRequest request) {
      String prefix = refused;
      if (prefix != null && request.getPath().startsWith(prefix)) {
        refusals.incrementAndGet();
        return new MockResponse().setResponseCode(503);
      }
      if (!request.getMethod().equals("GET")) {
        return write(request);
      }
      Matcher watch = WATCH.matcher(request.getPath());
      if (!watch.find()) {
        return super.dispatch(request);
      }
      if (fault == WatchFault.NONE) {
        return Long.parseLong(watch.group(1)) < latestLoss ? expired() : super.dispatch(request);
      }
      failed.incrementAndGet();
      return fault == WatchFault.UNAVAILABLE ? new MockResponse().setResponseCode(503) : expired();
    }

    private static MockResponse expired() {
      return new MockResponse()
          .withWebSocketUpgrade(
              new WebSocketListener() {
                @Override
                public void onOpen(WebSocket socket, Response response) {
                  socket.send(EXPIRED_EVENT);
                }
              });
    }

    /** One at a time, so that nothing changes between the check and the write. */
    private synchronized MockResponse write(RecordedRequest request) {
      String prefix = readOnly;
      if (prefix != null && request.getPath().startsWith(prefix)) {
        return new MockResponse().setResponseCode(503);
      }
      if (EVENTS.matcher(request.getPath()).find() && !isTold(request)) {
        return refusal(422, "Invalid", "note");
      }
      if (request.getMethod().equals("DELETE") && !meetsPreconditions(request)) {
        return refusal(409, "Conflict", "ResourceVersion");
      }
      Matcher matcher = NAMESPACE.matcher(request.getPath());
      MockResponse response =
          matcher.lookingAt() ? writeIn(matcher.group(), request) : super.dispatch(request);
      if (!request.getMethod().equals("POST") && !LEASE.matcher(request.getPath()).lookingAt()) {
        latestLoss = requestResourceVersion();
      }
      return response;
    }

    private MockResponse writeIn(String namespace, RecordedRequest request) {
      boolean creates = request.getMethod().equals("POST");
      HasMetadata there = find(namespace);
      if (there != null) {
        knownNamespaces.add(namespace);
        if (creates && there.isMarkedForDeletion()) {
          return refusal(403, "Forbidden", "NamespaceTerminating");
        }
      } else if (creates && knownNamespaces.contains(namespace)) {
        return refusal(404, "NotFound", "NamespaceGone");
      }
      MockResponse response = super.dispatch(request);
      return creates && response.getStatus().contains(" 409 ")
          ? refusal(409, "AlreadyExists", "")
          : response;
    }

    /** As pkg/apis/core/validation/events.go has it: a note of 1024 bytes at most. */
    private boolean isTold(RecordedRequest request) {
      if (!request.getMethod().equals("POST")) {
        return true;
      }
      Event event =
          Serialization.unmarshal(
              new String(request.getBody().getBytes(), StandardCharsets.UTF_8), Event.class);
      return event.getNote().getBytes(StandardCharsets.UTF_8).length <= 1024
          && !event.getRegarding().getName().equals(untold);
    }

    private boolean meetsPreconditions(RecordedRequest request) {
      String body = request.getBody().readUtf8();
      HasMetadata there = find(request.getPath());
      if (body.isEmpty() || there == null) {
        return true;
      }
      DeleteOptions options = Serialization.unmarshal(body, DeleteOptions.class);
      if (options.getPreconditions() == null) {
        return true;
      }
      Preconditions wanted = options.getPreconditions();
      ObjectMeta found = there.getMetadata();
      return (wanted.getUid() == null || wanted.getUid().equals(found.getUid()))
          && (wanted.getResourceVersion() == null
              || wanted.getResourceVersion().equals(found.getResourceVersion()));
    }

    private @Nullable HasMetadata find(String path) {
      Map.Entry<AttributeSet, String> found = findResource(getKey(path.replaceFirst("\\?.*", "")));
      return found == null
          ? null
          : Serialization.unmarshal(found.getValue(), GenericKubernetesResource.class);
    }

    private static MockResponse refusal(int code, String reason, String cause) {
      return new MockResponse()
          .setResponseCode(code)
          .setBody(
              Serialization.asJson(
                  new StatusBuilder()
                      .withStatus("Failure")
                      .withCode(code)
                      .withReason(reason)
                      .withNewDetails()
                      .addNewCause("", "", cause)
                      .endDetails()
                      .build()));
    }
  }
}
