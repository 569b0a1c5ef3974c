package io.pullsecrets.demo;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import javax.net.ssl.SSLContext;

/** Calls the webhook as an API server does, and takes its answer as strictly. */
public final class Webhook {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client;
  private final URI url;

  /**
   * A webhook on this host.
   *
   * @param port its HTTPS port
   * @param trust verifies its certificate
   */
  public Webhook(int port, SSLContext trust) {
    this.client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(trust).build();
    this.url = URI.create("https://127.0.0.1:" + port + "/mutate?timeout=5s");
  }

  /** Where it listens. */
  URI url() {
    return url;
  }

  /**
   * What came of a call.
   *
   * @param pod the pod with the answer's patch applied
   * @param reason code of the reason, from the audit annotations
   * @param explanation the sentence to it
   * @param warnings what {@code kubectl} would show
   * @param nanoseconds from the request's first byte to the answer's last
   */
  public record Answer(
      JsonNode pod, String reason, String explanation, List<String> warnings, long nanoseconds) {
    public Answer {
      Objects.requireNonNull(pod, "pod");
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(explanation, "explanation");
      warnings = List.copyOf(warnings);
    }
  }

  /** Sends the review of a pod's creation. */
  public Answer create(ObjectNode pod, String namespace) throws IOException, InterruptedException {
    String uid = UUID.randomUUID().toString();
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(Duration.ofSeconds(5))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(review(uid, pod, namespace))))
            .build();
    long start = System.nanoTime();
    HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
    long nanoseconds = System.nanoTime() - start;
    if (response.statusCode() != 200) {
      throw new IOException("the webhook answered with status " + response.statusCode());
    }
    return answer(uid, pod, JSON.readTree(response.body()), nanoseconds);
  }

  /** An AdmissionReview for a pod's creation. */
  static ObjectNode review(String uid, ObjectNode pod, String namespace) {
    ObjectNode review = JsonNodeFactory.instance.objectNode();
    review.put("kind", "AdmissionReview").put("apiVersion", "admission.k8s.io/v1");
    ObjectNode request = review.putObject("request").put("uid", uid);
    for (String field : List.of("kind", "requestKind")) {
      request.putObject(field).put("group", "").put("version", "v1").put("kind", "Pod");
    }
    for (String field : List.of("resource", "requestResource")) {
      request.putObject(field).put("group", "").put("version", "v1").put("resource", "pods");
    }
    // A pod whose name is still to be generated has none, neither here nor in the object.
    if (pod.path("metadata").has("name")) {
      request.put("name", pod.path("metadata").path("name").asText());
    }
    request.put("namespace", namespace).put("operation", "CREATE");
    request
        .putObject("userInfo")
        .put("username", "demo-user")
        .putArray("groups")
        .add("system:authenticated");
    request.set("object", pod);
    request.putNull("oldObject").put("dryRun", false);
    request.putObject("options").put("kind", "CreateOptions").put("apiVersion", "meta.k8s.io/v1");
    return review;
  }

  /** Takes an answer apart, and refuses what an API server would refuse. */
  static Answer answer(String uid, JsonNode pod, JsonNode review, long nanoseconds)
      throws IOException {
    check(
        review.path("kind").asText().equals("AdmissionReview")
            && review.path("apiVersion").asText().equals("admission.k8s.io/v1"),
        "the answer is no admission.k8s.io/v1 AdmissionReview");
    JsonNode response = review.path("response");
    check(response.path("uid").asText().equals(uid), "the answer has another request's uid");
    check(response.path("allowed").asBoolean(false), "the pod was refused");
    JsonNode patched = pod;
    if (response.has("patch")) {
      check(
          response.path("patchType").asText().equals("JSONPatch"),
          "the answer's patch has no patchType");
      patched = patch(pod, response.path("patch"));
    }
    List<String> warnings = new ArrayList<>();
    response.path("warnings").forEach(each -> warnings.add(each.asText()));
    JsonNode audit = response.path("auditAnnotations");
    return new Answer(
        patched,
        audit.path("reason").asText("(none)"),
        audit.path("explanation").asText(""),
        warnings,
        nanoseconds);
  }

  private static JsonNode patch(JsonNode pod, JsonNode base64) throws IOException {
    try {
      return JsonPatch.apply(JSON.readTree(base64.binaryValue()), pod);
    } catch (JacksonException e) {
      throw new IOException("the answer's patch is no JSON in base64", e);
    } catch (RuntimeException e) {
      throw new IOException("the answer's patch doesn't apply to the pod: " + e.getMessage(), e);
    }
  }

  private static void check(boolean holds, String otherwise) throws IOException {
    if (!holds) {
      throw new IOException(otherwise);
    }
  }
}
