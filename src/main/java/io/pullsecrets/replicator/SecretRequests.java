package io.pullsecrets.replicator;

import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Requests about single Secrets, each sent once.
 *
 * <p>The client's own operations try a refused request again and again while a thread waits, don't
 * tell what the server says about when to come back, and can name no UID that a deletion is meant
 * for. So this uses the client's connections and credentials, but none of its operations.
 */
final class SecretRequests {
  /** The server gives up after this time, so that no write takes effect long after it was sent. */
  private static final Duration SERVER_TIMEOUT = Duration.ofSeconds(8);

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** Of what an answer asks for. A proxy's page for its maintenance may say hours. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private static final int TOO_MANY_REQUESTS = 429;
  private static final String JSON = "application/json";

  private final HttpClient http;
  private final KubernetesSerialization serialization;
  private final String root;

  SecretRequests(KubernetesClient client) {
    RequestConfig once =
        new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
            .withRequestRetryBackoffLimit(0)
            .build();
    http = client.getHttpClient().newBuilder().tag(once).build();
    serialization = client.getKubernetesSerialization();
    root = client.getMasterUrl().toString().replaceAll("/+$", "");
  }

  /** What was answered to a read. */
  sealed interface Answer {
    record Found(Secret secret) implements Answer {
      /** Without the content. */
      @Override
      public String toString() {
        return secret.getMetadata().getNamespace() + "/" + secret.getMetadata().getName();
      }
    }

    /** There is none, or no answer. */
    record Missing(WriteOutcome why) implements Answer {}
  }

  Answer get(String namespace, String name) {
    Response response =
        send(http.newHttpRequestBuilder().uri(uri(namespace, name)).method("GET", JSON, null));
    return response.isSuccess()
        ? new Answer.Found(serialization.unmarshal(response.body(), Secret.class))
        : new Answer.Missing(outcome(response));
  }

  WriteOutcome create(Secret secret) {
    String collection = uri(secret.getMetadata().getNamespace());
    Response response =
        send(http.newHttpRequestBuilder().uri(collection).post(JSON, serialization.asJson(secret)));
    // Quotas answer 409 as well, if others change them all the while (plugin/pkg/admission/
    // resourcequota/controller.go). Nobody has written this Secret then, so no new plan comes.
    return response.code() == HttpURLConnection.HTTP_CONFLICT && !saysThatTheNameIsTaken(response)
        ? new WriteOutcome.Refused(reason(response.code(), status(response.body())))
        : outcome(response);
  }

  private boolean saysThatTheNameIsTaken(Response response) {
    Status status = status(response.body());
    return status != null && "AlreadyExists".equals(status.getReason());
  }

  /**
   * Changes a Secret in place.
   *
   * @param operations a JSON Patch (RFC 6902)
   */
  WriteOutcome patch(String namespace, String name, List<PatchOperation> operations) {
    return outcome(
        send(
            http.newHttpRequestBuilder()
                .uri(uri(namespace, name))
                .patch(PatchType.JSON.getContentType(), serialization.asJson(operations))));
  }

  /** Deletes a Secret if it is still the one that is meant, in the version that is meant. */
  WriteOutcome delete(String namespace, String name, String uid, String resourceVersion) {
    DeleteOptions options =
        new DeleteOptionsBuilder()
            .withNewPreconditions()
            .withUid(uid)
            .withResourceVersion(resourceVersion)
            .endPreconditions()
            .build();
    return outcome(
        send(
            http.newHttpRequestBuilder()
                .uri(uri(namespace, name))
                .delete(JSON, serialization.asJson(options))));
  }

  /**
   * One operation of a JSON Patch.
   *
   * @param op what to do
   * @param path a JSON Pointer
   * @param value what to write
   */
  record PatchOperation(String op, String path, Object value) {
    /** Without the value, which may be the content. */
    @Override
    public String toString() {
      return op + " " + path;
    }
  }

  private String uri(String namespace) {
    return root
        + "/api/v1/namespaces/"
        + namespace
        + "/secrets?timeout="
        + SERVER_TIMEOUT.toSeconds()
        + "s";
  }

  private String uri(String namespace, String name) {
    return uri(namespace).replace("/secrets?", "/secrets/" + name + "?");
  }

  private Response send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          http.sendAsync(
                  request.timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).build(), String.class)
              .get(2 * TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      return new Response(response.code(), response.body(), retryAfter(response));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Response.NONE;
    } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
      return Response.NONE;
    }
  }

  /** In seconds, as API servers write it (RFC 9110, 10.2.3, has dates too). */
  private static Duration retryAfter(HttpResponse<?> response) {
    String header = response.header("Retry-After");
    return header != null && header.matches("[0-9]{1,6}")
        ? Duration.ofSeconds(Math.min(Long.parseLong(header), LONGEST_WAIT.toSeconds()))
        : Duration.ZERO;
  }

  private WriteOutcome outcome(Response response) {
    if (response.isSuccess()) {
      return new WriteOutcome.Written();
    }
    int code = response.code();
    if (code == Response.NONE.code()) {
      return new WriteOutcome.Unavailable("no answer from the API server", Duration.ZERO);
    }
    Status status = status(response.body());
    String reason = reason(code, status);
    if (code == TOO_MANY_REQUESTS || code >= HttpURLConnection.HTTP_INTERNAL_ERROR) {
      return new WriteOutcome.Unavailable(reason, response.retryAfter());
    }
    return code == HttpURLConnection.HTTP_CONFLICT
            || code == HttpURLConnection.HTTP_NOT_FOUND
            || isNamespaceTerminating(status)
        ? new WriteOutcome.Overtaken(reason)
        : new WriteOutcome.Refused(reason);
  }

  private @Nullable Status status(@Nullable String body) {
    try {
      return body == null || body.isEmpty() ? null : serialization.unmarshal(body, Status.class);
    } catch (RuntimeException e) {
      return null; // a proxy's page, or plain text from the API server's filters
    }
  }

  /** Without the status' message, which may quote the object. */
  private static String reason(int code, @Nullable Status status) {
    if (status == null || status.getReason() == null) {
      return Integer.toString(code);
    }
    // plugin/pkg/admission/resourcequota has no reason of its own for it
    boolean quota = status.getMessage() != null && status.getMessage().contains("exceeded quota");
    return code + " " + status.getReason() + (quota ? ": exceeded quota" : "");
  }

  /** plugin/pkg/admission/namespace/lifecycle refuses creations so, with 403. */
  private static boolean isNamespaceTerminating(@Nullable Status status) {
    return status != null
        && status.getDetails() != null
        && status.getDetails().getCauses() != null
        && status.getDetails().getCauses().stream()
            .anyMatch(cause -> "NamespaceTerminating".equals(cause.getReason()));
  }

  private record Response(int code, @Nullable String body, Duration retryAfter) {
    static final Response NONE = new Response(0, null, Duration.ZERO);

    boolean isSuccess() {
      return code >= HttpURLConnection.HTTP_OK && code < HttpURLConnection.HTTP_MULT_CHOICE;
    }

    /** Without the body, which may be a Secret. */
    @Override
    public String toString() {
      return "answer " + code;
    }
  }
}
