package io.pullsecrets.load;

import io.pullsecrets.project.CopyMark;
import io.pullsecrets.registry.Sha256;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/**
 * An API server that makes up what it lists: any number of projects, each with its Secrets. It has
 * pages, watches for Secrets, and nothing else. Without copies, whoever wants to lead is refused,
 * so that nothing is written.
 */
final class ListedCluster implements AutoCloseable {
  /** Secrets for all projects. */
  static final int CLUSTER_WIDE = 20;

  /** Secrets of each project's own. */
  static final int PER_PROJECT = 5;

  private static final String DOCKER_CONFIG = "kubernetes.io/dockerconfigjson";
  private static final int PATIENCE = 20;
  private static final String LEASES = "/apis/coordination.k8s.io/v1/namespaces/runai/leases";

  private final Vertx vertx = Vertx.vertx();
  private final int projects;
  private final int perProject;
  private volatile String lease = "";
  private final AtomicLong version = new AtomicLong(1_000_000);
  private final Set<ServerWebSocket> secretWatches = ConcurrentHashMap.newKeySet();
  private final CountDownLatch watched = new CountDownLatch(1);
  private final HttpServer server;

  private ListedCluster(int projects, boolean copies) {
    this.projects = projects;
    perProject = PER_PROJECT + (copies ? CLUSTER_WIDE : 0);
    server =
        vertx
            .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
            .requestHandler(this::answer);
  }

  /**
   * Starts one on a free port of the loopback interface. The first project's namespace is {@code
   * demo}.
   */
  static ListedCluster start(int projects)
      throws ExecutionException, InterruptedException, TimeoutException {
    return start(new ListedCluster(projects, false));
  }

  /** The same, in which each project has its copies, and a replica can lead. */
  static ListedCluster startWithCopies(int projects)
      throws ExecutionException, InterruptedException, TimeoutException {
    return start(new ListedCluster(projects, true));
  }

  private static ListedCluster start(ListedCluster cluster)
      throws ExecutionException, InterruptedException, TimeoutException {
    cluster
        .server
        .listen()
        .toCompletionStage()
        .toCompletableFuture()
        .get(PATIENCE, TimeUnit.SECONDS);
    return cluster;
  }

  String url() {
    return "http://127.0.0.1:" + server.actualPort() + "/";
  }

  int secrets() {
    return CLUSTER_WIDE + projects * perProject;
  }

  int copies() {
    return projects * (perProject - PER_PROJECT);
  }

  /** Waits until somebody watches Secrets. */
  void awaitWatch() throws InterruptedException {
    if (!watched.await(PATIENCE, TimeUnit.SECONDS)) {
      throw new IllegalStateException("nobody watches Secrets");
    }
  }

  /** Gives one Secret another password, and tells those who watch. */
  void change(long which) {
    int index = CLUSTER_WIDE + (int) (which % (secrets() - CLUSTER_WIDE));
    tell("MODIFIED", index);
  }

  /** Deletes the Secret that serves {@code registry.example.com}, and tells those who watch. */
  void delete() {
    tell("DELETED", 0);
  }

  private void tell(String what, int index) {
    String event = "{\"type\":\"%s\",\"object\":%s}".formatted(what, secret(index));
    vertx.runOnContext(
        now -> secretWatches.forEach(each -> Objects.requireNonNull(each).writeTextMessage(event)));
  }

  @Override
  public void close() {
    vertx.close();
  }

  private void answer(HttpServerRequest request) {
    if (perProject > PER_PROJECT && request.path().startsWith(LEASES)) {
      answerForLease(request);
      return;
    }
    switch (request.path()) {
      case "/api/v1/namespaces" -> list(request, "Namespace", projects, this::namespace);
      case "/api/v1/secrets" -> {
        boolean current = field(request).equals("type=" + DOCKER_CONFIG);
        list(request, "Secret", current ? secrets() : 0, this::secret);
      }
      case "/api/v1/serviceaccounts" -> {
        boolean defaults = field(request).equals("metadata.name=default");
        list(request, "ServiceAccount", defaults ? projects : 0, this::serviceAccount);
      }
      case "/apis/apiextensions.k8s.io/v1/customresourcedefinitions" ->
          list(request, "CustomResourceDefinition", 0, index -> "");
      default ->
          request
              .response()
              .setStatusCode(403)
              .putHeader("Content-Type", "application/json")
              .end(
                  "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"reason\":\"Forbidden\",\"code\":403}");
    }
  }

  /** There is none at first, and whoever makes one keeps it. */
  private void answerForLease(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              if (request.method().equals(HttpMethod.POST)) {
                lease = body.toString();
              }
              request
                  .response()
                  .setStatusCode(lease.isEmpty() ? 404 : 200)
                  .putHeader("Content-Type", "application/json")
                  .end(lease.isEmpty() ? "{\"kind\":\"Status\",\"code\":404}" : lease);
            });
  }

  private void list(HttpServerRequest request, String kind, int count, IntFunction<String> object) {
    if ("true".equals(request.getParam("watch"))) {
      request
          .toWebSocket()
          .onSuccess(
              socket -> {
                if (kind.equals("Secret") && count > 0) {
                  secretWatches.add(socket);
                  socket.closeHandler(closed -> secretWatches.remove(socket));
                  watched.countDown();
                }
              });
      return;
    }
    int limit = Integer.parseInt(Objects.requireNonNullElse(request.getParam("limit"), "500"));
    int from = Integer.parseInt(Objects.requireNonNullElse(request.getParam("continue"), "0"));
    int to = Math.min(count, from + limit);
    String more =
        to < count
            ? ",\"continue\":\"%d\",\"remainingItemCount\":%d".formatted(to, count - to)
            : "";
    StringBuilder page =
        new StringBuilder(
            "{\"kind\":\"%sList\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"%d\"%s},\"items\":["
                .formatted(kind, version.get(), more));
    for (int i = from; i < to; i++) {
      page.append(i == from ? "" : ",").append(object.apply(i));
    }
    request
        .response()
        .putHeader("Content-Type", "application/json")
        .end(page.append("]}").toString());
  }

  private static String field(HttpServerRequest request) {
    return Objects.requireNonNullElse(request.getParam("fieldSelector"), "");
  }

  private static String project(int index) {
    return index == 0 ? "demo" : "project-%05d".formatted(index);
  }

  private String namespace(int index) {
    String name = project(index);
    return "{\"metadata\":{%s,\"labels\":{\"kubernetes.io/metadata.name\":\"%s\",\"runai/queue\":\"%s\"}},\"spec\":{\"finalizers\":[\"kubernetes\"]},\"status\":{\"phase\":\"Active\"}}"
        .formatted(metadata("namespace", index, name), name, name);
  }

  private String serviceAccount(int index) {
    return "{\"metadata\":{%s,\"namespace\":\"%s\"}}"
        .formatted(metadata("account", index, "default"), project(index));
  }

  private String secret(int index) {
    if (index < CLUSTER_WIDE) {
      return secret(
          metadata("secret", index, sharedName(index)),
          "runai",
          "\"labels\":{\"runai/cluster-wide\":\"true\"}",
          shared(index));
    }
    int own = (index - CLUSTER_WIDE) % perProject;
    String namespace = project((index - CLUSTER_WIDE) / perProject);
    if (own >= PER_PROJECT) {
      int source = own - PER_PROJECT;
      String content = shared(source);
      CopyMark mark =
          new CopyMark(
              "runai",
              sharedName(source),
              uid("secret", source),
              Sha256.hex(content.getBytes(StandardCharsets.UTF_8)));
      return secret(
          metadata("secret", index, sharedName(source)),
          namespace,
          "\"labels\":"
              + new JsonObject(new HashMap<>(mark.labels()))
              + ",\"annotations\":"
              + new JsonObject(new HashMap<>(mark.annotations())),
          content);
    }
    return secret(
        metadata("secret", index, "team-" + own),
        namespace,
        "\"labels\":{\"run.ai/resource\":\"docker-registry\"}",
        config(
            "registry-" + own + ".example.net/" + namespace,
            "%016x".formatted(version.get() * 2_654_435_761L + index)));
  }

  private static String sharedName(int index) {
    return "shared-" + index;
  }

  private static String shared(int index) {
    return config(
        index == 0 ? "registry.example.com" : "shared-" + index + ".example.net",
        "%016x".formatted(index * 2_654_435_761L));
  }

  private static String config(String registry, String password) {
    return "{\"auths\":{\"%s\":{\"username\":\"robot\",\"password\":\"%s\",\"email\":\"robot@example.com\",\"auth\":\"%s\"}}}"
        .formatted(registry, password, base64("robot:" + password));
  }

  /** As {@code kubectl create secret docker-registry} makes them, with labels and annotations. */
  private static String secret(String metadata, String namespace, String marks, String config) {
    return "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{%s,\"namespace\":\"%s\",%s,\"managedFields\":[{\"manager\":\"kubectl-create\",\"operation\":\"Update\",\"apiVersion\":\"v1\",\"time\":\"2026-01-01T00:00:00Z\",\"fieldsType\":\"FieldsV1\",\"fieldsV1\":{\"f:data\":{\".\":{},\"f:.dockerconfigjson\":{}},\"f:metadata\":{\"f:labels\":{\".\":{}}},\"f:type\":{}}}]},\"data\":{\".dockerconfigjson\":\"%s\"},\"type\":\"%s\"}"
        .formatted(metadata, namespace, marks, base64(config), DOCKER_CONFIG);
  }

  private static String uid(String kind, int index) {
    return String.format(Locale.ROOT, "%08x-0000-4000-8000-%012x", kind.hashCode(), index);
  }

  private String metadata(String kind, int index, String name) {
    return String.format(
        Locale.ROOT,
        "\"name\":\"%s\",\"uid\":\"%s\",\"resourceVersion\":\"%d\",\"creationTimestamp\":\"2026-01-01T00:00:00Z\"",
        name,
        uid(kind, index),
        version.incrementAndGet());
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
