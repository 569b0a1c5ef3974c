package io.pullsecrets.admission;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import io.pullsecrets.PullSecrets;
import io.pullsecrets.fuzz.Always;
import io.pullsecrets.index.ProjectSnapshot;
import io.pullsecrets.injection.Candidates;
import io.pullsecrets.injection.PodImages;
import io.pullsecrets.injection.Reason;
import io.pullsecrets.project.Project;
import io.pullsecrets.registry.PullSecretIndex;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Any body: it is refused, or read as a tree of it says and answered with a patch that applies and
 * adds nothing when it is asked for again. Another that differs where it may is read as alike.
 */
public final class ReviewFuzz {
  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(200)
                          .maxNameLength(Integer.MAX_VALUE)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final ObjectMapper STRICT =
      JSON.copy().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private static final String ANNOTATION = "pull-secret-injector/injected";

  private static final Admission ADMISSION =
      new Admission(
          namespace ->
              Optional.of(
                  ProjectSnapshot.of(
                      new Project("demo", false, false),
                      new Candidates(
                          PullSecretIndex.of(List.of()),
                          PullSecretIndex.of(List.of(PullSecrets.undecodable("broken"))),
                          Set.of(),
                          PullSecretIndex.of(
                              List.of(
                                  PullSecrets.withKeys("hub", "index.docker.io"),
                                  PullSecrets.withKeys("ngc", "nvcr.io/team", "*.io:5000"),
                                  PullSecrets.withKeys("quay", "quay.io"))),
                          Map.of()))),
          () -> true);

  private ReviewFuzz() {}

  /** One execution. */
  public static void fuzzerTestOneInput(byte[] body) throws IOException {
    List<Gap> gaps = new ArrayList<>();
    AdmissionRequest request;
    try {
      request = ReviewReader.read(body, gaps);
    } catch (InvalidReviewException e) {
      Always.oneLine("the message", e.getMessage());
      return;
    }
    checkPattern(ReviewPattern.of(body, gaps, request), body, gaps);
    Admission.Answer answer = ADMISSION.answer(request);
    Always.holds("no error of ours", answer.decision().reason() != Reason.INTERNAL_ERROR);
    JsonNode response = JSON.readTree(answer.body()).path("response");
    Always.holds("the pod is allowed", response.path("allowed").booleanValue());
    if (isUtf8(body) && isStrict(body)) {
      JsonNode review = JSON.readTree(body);
      checkFacts(request, review);
      checkAnswer(response, review);
    }
  }

  /** A review that is another wherever it may be is read as its reader would. */
  private static void checkPattern(@Nullable ReviewPattern pattern, byte[] body, List<Gap> gaps) {
    if (pattern == null) {
      return;
    }
    ByteArrayOutputStream other = new ByteArrayOutputStream();
    int end = 0;
    try {
      for (Gap gap : gaps) {
        other.write(body, end, gap.start() - end);
        other.writeBytes(another(gap).getBytes(StandardCharsets.UTF_8));
        end = gap.end();
      }
      other.write(body, end, body.length - end);
      Always.same(
          "an alike review",
          pattern.match(other.toByteArray()),
          ReviewReader.read(other.toByteArray()));
    } catch (InvalidReviewException e) {
      throw new AssertionError(e);
    }
  }

  private static String another(Gap gap) {
    return switch (gap.kind()) {
      case VALUE -> "{\"image\":[\"}\",-1]}";
      case REST -> ".0}";
      case LENGTH -> '"' + "x".repeat(gap.bytes()) + '"';
      case UID, NAME -> "\"another\"";
    };
  }

  private static void checkFacts(AdmissionRequest request, JsonNode review) {
    JsonNode asked = review.path("request");
    Always.same("uid", request.uid(), asked.path("uid").textValue());
    Always.same("namespace", request.namespace(), text(asked.path("namespace")));
    JsonNode resource = asked.path("resource");
    Always.same(
        "a pod's creation",
        request.podCreation(),
        text(asked.path("operation")).equals("CREATE")
            && text(resource.path("resource")).equals("pods")
            && text(resource.path("group")).isEmpty()
            && text(asked.path("subResource")).isEmpty());
    Always.same("pod", request.pod(), pod(asked.path("object")));
  }

  private static PodImages pod(JsonNode pod) {
    JsonNode metadata = pod.path("metadata");
    JsonNode spec = pod.path("spec");
    List<String> images = new ArrayList<>();
    // In the order of the document, since the reader has only one look at it.
    for (Map.Entry<String, JsonNode> field : spec.properties()) {
      switch (field.getKey()) {
        case "initContainers", "containers", "ephemeralContainers" ->
            addTexts(images, field.getValue(), "/image");
        case "volumes" -> addTexts(images, field.getValue(), "/image/reference");
        default -> {}
      }
    }
    List<String> pullSecrets = new ArrayList<>();
    addTexts(pullSecrets, spec.path("imagePullSecrets"), "/name");
    String account = text(spec.path("serviceAccountName"));
    String inject = "pull-secret-injector/inject";
    return new PodImages(
        images,
        pullSecrets,
        account.isEmpty() ? "default" : account,
        metadata.path("annotations").has("kubernetes.io/config.mirror"),
        text(metadata.path("labels").path(inject)).equals("false")
            || text(metadata.path("annotations").path(inject)).equals("false"));
  }

  private static void addTexts(List<String> texts, JsonNode list, String pointer) {
    if (!list.isArray()) {
      return;
    }
    for (JsonNode each : list) {
      String text = each.isObject() ? text(each.at(pointer)) : "";
      if (!text.isEmpty()) {
        texts.add(text);
      }
    }
  }

  private static void checkAnswer(JsonNode response, JsonNode review) throws IOException {
    JsonNode asked = review.path("request");
    Always.same("uid of the answer", response.path("uid"), asked.path("uid"));
    if (!response.has("patch")) {
      return;
    }
    JsonNode pod = asked.path("object");
    JsonNode patched =
        JsonPatch.apply(JSON.readTree(response.path("patch").binaryValue()), pod.deepCopy());
    Always.same("the rest of the pod", withoutOurs(patched), withoutOurs(pod));
    List<String> before = pod(pod).pullSecrets();
    List<String> after = pod(patched).pullSecrets();
    Always.holds("there is more than before", after.size() > before.size());
    Always.same("the pod's own list", after.subList(0, before.size()), before);

    ObjectNode again = review.deepCopy();
    ((ObjectNode) again.path("request")).set("object", patched);
    Always.holds(
        "a second call adds nothing", !JSON.readTree(answer(again)).path("response").has("patch"));
  }

  private static byte[] answer(JsonNode review) throws IOException {
    try {
      return ADMISSION.answer(ReviewReader.read(JSON.writeValueAsBytes(review))).body();
    } catch (InvalidReviewException e) {
      throw new AssertionError(e);
    }
  }

  /** The pod without what the product may change in it. */
  private static JsonNode withoutOurs(JsonNode pod) {
    ObjectNode rest = pod.deepCopy();
    ((ObjectNode) rest.path("spec")).remove("imagePullSecrets");
    if (rest.path("metadata") instanceof ObjectNode metadata) {
      if (metadata.path("annotations") instanceof ObjectNode object) {
        object.remove(ANNOTATION);
      }
      JsonNode annotations = metadata.path("annotations");
      if (!annotations.isObject() || annotations.isEmpty()) {
        metadata.remove("annotations"); // what is there but no object counts as missing
      }
    }
    return rest;
  }

  private static String text(JsonNode node) {
    return node.isTextual() ? node.textValue() : "";
  }

  /** Whether a tree can say what the body means: well-formed throughout, and no name twice. */
  private static boolean isStrict(byte[] body) {
    try {
      STRICT.readTree(body);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** And neither UTF-16 nor UTF-32, which Jackson would take it for if it had a zero in front. */
  private static boolean isUtf8(byte[] body) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(body))
          .chars()
          .limit(4)
          .noneMatch(c -> c == 0);
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
