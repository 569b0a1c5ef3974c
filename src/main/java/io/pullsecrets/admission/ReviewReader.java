package io.pullsecrets.admission;

import io.pullsecrets.injection.PodAnnotations;
import io.pullsecrets.project.InjectSwitch;
import java.util.List;
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

  private static final FieldNames NAMES =
      new FieldNames(
          "kind",
          "apiVersion",
          "request",
          "uid",
          "namespace",
          "operation",
          "subResource",
          "resource",
          "group",
          "object",
          "metadata",
          "labels",
          "annotations",
          "spec",
          "initContainers",
          "containers",
          "ephemeralContainers",
          "volumes",
          "imagePullSecrets",
          "serviceAccountName",
          "image",
          "reference",
          "name",
          "generateName",
          InjectSwitch.KEY,
          PodAnnotations.MIRROR,
          PodAnnotations.INJECTED);

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
   * @throws InvalidReviewException if it isn't JSON, is no AdmissionReview of {@value
   *     #API_VERSION}, or has no request with a uid
   */
  static AdmissionRequest read(byte[] body) throws InvalidReviewException {
    return read(body, null);
  }

  /**
   * Reads a body and notes what nothing depends on.
   *
   * @param gaps gets them in their order, {@link Gap#MAX} at most, if not null
   * @throws InvalidReviewException as {@link #read(byte[])} does
   */
  static AdmissionRequest read(byte[] body, @Nullable List<Gap> gaps)
      throws InvalidReviewException {
    ReviewReader reader = new ReviewReader(new JsonCursor(body, NAMES, gaps));
    reader.readReview();
    return reader.request();
  }

  private void readReview() throws InvalidReviewException {
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

  private void readRequest() throws InvalidReviewException {
    hasRequest = json.enterObject();
    if (!hasRequest) {
      return;
    }
    for (String field = json.nextField(); field != null; field = json.nextField()) {
      switch (field) {
        case "uid" -> {
          String text = json.text();
          if (text != null) {
            uid = text;
            json.note(Gap.Kind.UID);
          }
        }
        case "namespace" -> namespace = json.text();
        case "operation" -> operation = json.text();
        case "subResource" -> subResource = json.text();
        case "resource" -> readResource();
        case "object" -> pod.read();
        default -> json.skip();
      }
    }
  }

  private void readResource() throws InvalidReviewException {
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
        uid,
        namespace == null ? "" : namespace,
        podCreation,
        pod.images(),
        pod.shape(),
        operation == null ? "" : operation,
        pod.name());
  }

  private static boolean isNullOrEmpty(@Nullable String text) {
    return text == null || text.isEmpty();
  }
}
