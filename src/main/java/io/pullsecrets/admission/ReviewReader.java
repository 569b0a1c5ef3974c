package io.pullsecrets.admission;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the few fields of an AdmissionReview that the answer depends on, in one pass over the bytes
 * and without a tree. Everything else is skipped, so that fields unknown today do no harm.
 *
 * <p>A field of an unexpected type counts as missing: the API server checks types before it asks
 * webhooks.
 */
final class ReviewReader {
  static final String KIND = "AdmissionReview";
  static final String API_VERSION = "admission.k8s.io/v1";

  /** The deepest review of a pod has about 20 levels. */
  private static final int MAX_DEPTH = 200;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          // Field names come from strangers, and nearly each review has some that none had before
          // (the UID of the pod's owner): remembering them would cost time and fill the memory.
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              // The body's size is bounded before. A name can be long: managedFields has one for
              // each environment variable of a container.
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final JsonCursor json;
  private final PodReader pod;

  private @Nullable String kind;
  private @Nullable String apiVersion;
  private boolean hasRequest;
  private @Nullable String uid;
  private @Nullable String namespace;
  private @Nullable String operation;
  private @Nullable String subResource;
  private @Nullable String group;
  private @Nullable String resource;

  private ReviewReader(JsonCursor json) {
    this.json = json;
    this.pod = new PodReader(json);
  }

  /**
   * Reads a body.
   *
   * @throws InvalidReviewException if it isn't JSON, is nested more than {@value #MAX_DEPTH} levels
   *     deep, is no AdmissionReview of {@value #API_VERSION}, or has no request with a uid
   */
  static AdmissionRequest read(byte[] body) throws InvalidReviewException {
    try (JsonParser parser = JSON.createParser(body)) {
      ReviewReader reader = new ReviewReader(new JsonCursor(parser));
      reader.readReview();
      return reader.request();
    } catch (StreamConstraintsException e) {
      throw new InvalidReviewException(
          "the body has more than " + MAX_DEPTH + " levels or an endless number", e);
    } catch (IOException e) {
      // Not the parser's message: it quotes the body.
      throw new InvalidReviewException("the body is not JSON", e);
    }
  }

  private void readReview() throws IOException, InvalidReviewException {
    if (!json.enterObject()) {
      throw new InvalidReviewException("the body is no JSON object");
    }
    for (String field = json.nextField(); field != null; field = json.nextField()) {
      switch (field) {
        case "kind" -> kind = json.text();
        case "apiVersion" -> apiVersion = json.text();
        case "request" -> readRequest();
        default -> json.skip();
      }
    }
    if (!json.atEnd()) {
      throw new InvalidReviewException("the body goes on behind its JSON object");
    }
  }

  private void readRequest() throws IOException {
    hasRequest = json.enterObject();
    if (!hasRequest) {
      return;
    }
    for (String field = json.nextField(); field != null; field = json.nextField()) {
      switch (field) {
        case "uid" -> uid = json.text();
        case "namespace" -> namespace = json.text();
        case "operation" -> operation = json.text();
        case "subResource" -> subResource = json.text();
        case "resource" -> readResource();
        case "object" -> pod.read();
        default -> json.skip();
      }
    }
  }

  private void readResource() throws IOException {
    if (!json.enterObject()) {
      return;
    }
    for (String field = json.nextField(); field != null; field = json.nextField()) {
      switch (field) {
        case "group" -> group = json.text();
        case "resource" -> resource = json.text();
        default -> json.skip();
      }
    }
  }

  private AdmissionRequest request() throws InvalidReviewException {
    if (!KIND.equals(kind)) {
      throw new InvalidReviewException("the body's kind is not " + KIND);
    }
    if (!API_VERSION.equals(apiVersion)) {
      throw new InvalidReviewException(
          "only " + API_VERSION + " is served: set admissionReviewVersions to [v1]");
    }
    if (!hasRequest) {
      throw new InvalidReviewException("the " + KIND + " has no request");
    }
    if (uid == null || uid.isEmpty()) {
      throw new InvalidReviewException("the " + KIND + "'s request has no uid");
    }
    boolean podCreation =
        "CREATE".equals(operation)
            && "pods".equals(resource)
            && isNullOrEmpty(group)
            && isNullOrEmpty(subResource);
    return new AdmissionRequest(
        uid, namespace == null ? "" : namespace, podCreation, pod.images(), pod.shape());
  }

  private static boolean isNullOrEmpty(@Nullable String text) {
    return text == null || text.isEmpty();
  }
}
