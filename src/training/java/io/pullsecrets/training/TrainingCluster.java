package io.pullsecrets.training;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;

/**
 * The API server of a training run, in which the JVM learns what a server loads when it starts: a
 * cluster with one project, a ServiceAccount, a cluster-wide Secret and a Lease that nobody holds,
 * in which nothing happens. It lists them, keeps watches open, and answers each write with what was
 * written, without keeping it.
 */
public final class TrainingCluster implements AutoCloseable {
  /** What a list has as its items, by the last part of its path. */
  private static final Map<String, String> ITEMS =
      Map.of(
          "customresourcedefinitions",
          "",
          "namespaces",
          """
          {"metadata":{"name":"runai-training","uid":"1","resourceVersion":"1",
          "labels":{"runai/queue":"training"}},"spec":{"finalizers":["kubernetes"]},
          "status":{"phase":"Active"}}
          """,
          "serviceaccounts",
          """
          {"metadata":{"name":"default","namespace":"runai-training","uid":"2",
          "resourceVersion":"1"}}
          """,
          // {"auths":{"registry.example":{"username":"user","password":"password"}}}
          "secrets",
          """
          {"metadata":{"name":"training","namespace":"runai","uid":"3","resourceVersion":"1",
          "labels":{"runai/cluster-wide":"true"}},"type":"kubernetes.io/dockerconfigjson","data":{
          ".dockerconfigjson":"eyJhdXRocyI6eyJyZWdpc3RyeS5leGFtcGxlIjp7InVzZXJuYW1lIjoidXNlciIsInBhc3N3b3JkIjoicGFzc3dvcmQifX19"}}
          """);

  /** A Lease that the last leader has given back, as in an update of the Deployment. */
  private static final String LEASE =
      """
      {"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"pull-secret-injector",
      "namespace":"runai","uid":"4","resourceVersion":"1"},"spec":{"holderIdentity":"",
      "leaseDurationSeconds":30,"acquireTime":"2026-01-01T00:00:00.000000Z",
      "renewTime":"2026-01-01T00:00:00.000000Z","leaseTransitions":1}}
      """;

  private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(200);

  private static final String NOT_FOUND =
      "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"reason\":\"NotFound\","
          + "\"code\":404}";

  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;

  private TrainingCluster() {
    server =
        vertx
            .createHttpServer()
            .webSocketHandler(watch -> {})
            .requestHandler(TrainingCluster::answer)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  /** Starts it on a free port of the loopback interface. */
  public static TrainingCluster start() {
    return new TrainingCluster();
  }

  /**
   * Starts it and asks a server whether it is ready, as a kubelet does, until it is; ends with the
   * process.
   *
   * @param args a file, which appears as a whole and holds the cluster's URL; the URL where the
   *     server tells that it is ready; a file that appears when it does
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path file = Path.of(args[0]);
    Path unfinished = Path.of(file + ".unfinished");
    Files.writeString(unfinished, start().url());
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    HttpRequest isReady = HttpRequest.newBuilder(URI.create(args[1])).build();
    while (!is200(client, isReady)) {
      Thread.sleep(BETWEEN_QUESTIONS.toMillis());
    }
    Files.createFile(Path.of(args[2]));
  }

  private static boolean is200(HttpClient client, HttpRequest request) throws InterruptedException {
    try {
      return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false; // It doesn't listen yet.
    }
  }

  public String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  private static void answer(HttpServerRequest request) {
    request.response().putHeader("Content-Type", "application/json");
    if (!request.method().equals(HttpMethod.GET)) {
      int status = request.method().equals(HttpMethod.POST) ? 201 : 200;
      request.body().onSuccess(body -> request.response().setStatusCode(status).end(body));
      return;
    }
    String path = request.path();
    if (path.contains("/leases/")) {
      request.response().end(LEASE);
      return;
    }
    String items = ITEMS.get(path.substring(path.lastIndexOf('/') + 1));
    if (items == null) {
      request.response().setStatusCode(404).end(NOT_FOUND);
    } else {
      request
          .response()
          .end("{\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[" + items + "]}");
    }
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
