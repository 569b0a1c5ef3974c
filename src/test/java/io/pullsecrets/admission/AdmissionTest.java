package io.pullsecrets.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.ThreadMXBean;
import io.fabric8.zjsonpatch.JsonPatch;
import io.pullsecrets.PullSecrets;
import io.pullsecrets.index.ProjectSnapshot;
import io.pullsecrets.injection.Candidates;
import io.pullsecrets.injection.Reason;
import io.pullsecrets.project.Project;
import io.pullsecrets.registry.PullSecretIndex;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ANNOTATION = "pull-secret-injector/injected";

  private final Admission admission =
      new Admission(
          namespace ->
              Optional.of(
                  ProjectSnapshot.of(
                      new Project(namespace, false, false),
                      new Candidates(
                          PullSecretIndex.of(List.of()),
                          PullSecretIndex.of(List.of()),
                          Set.of(),
                          PullSecretIndex.of(
                              List.of(
                                  PullSecrets.withKeys("ngc", "nvcr.io"),
                                  PullSecrets.withKeys("quay", "quay.io"))),
                          Map.of()))),
          () -> true);

  @Test
  void fields_unknown_to_this_program_survive() throws Exception {
    JsonNode pod =
        JSON.readTree(
            """
            {"metadata":{"name":"p","future":{"a":[1,null]}},"status":{},
            "spec":{"containers":[{"image":"nvcr.io/x","future":1e400}],"future":{"deep":true}}}
            """);
    ObjectNode expected = pod.deepCopy();
    ((ObjectNode) expected.get("spec")).putArray("imagePullSecrets").addObject().put("name", "ngc");
    ((ObjectNode) expected.get("metadata")).putObject("annotations").put(ANNOTATION, "ngc=nvcr.io");
    assertThat(patched(pod)).isEqualTo(expected);
  }

  @Test
  void a_second_call_for_an_image_that_came_later_adds_to_list_and_annotation() throws Exception {
    ObjectNode once =
        (ObjectNode)
            patched(
                JSON.readTree(
                    "{\"metadata\":{},\"spec\":{\"containers\":[{\"image\":\"nvcr.io/x\"}]}}"));
    once.withArray("/spec/initContainers").addObject().put("image", "quay.io/sidecar");
    JsonNode twice = patched(once);
    assertThat(twice.at("/metadata/annotations").get(ANNOTATION).asText())
        .isEqualTo("ngc=nvcr.io,quay=quay.io");
    assertThat(twice.at("/spec/imagePullSecrets").findValuesAsText("name"))
        .containsExactly("ngc", "quay");
    assertThat(patched(twice)).isEqualTo(twice);
  }

  @Test
  void an_annotation_of_megabytes_is_left_and_takes_no_many_times_its_memory() throws Exception {
    int length = 8 << 20;
    String pod =
        "{\"metadata\":{\"annotations\":{\""
            + ANNOTATION
            + "\":\""
            + "a,".repeat(length / 2)
            + "\"}},\"spec\":{\"containers\":[{\"image\":\"nvcr.io/x\"}]}}";
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    AdmissionRequest request = request(pod);
    long before = threads.getCurrentThreadAllocatedBytes();
    Admission.Answer answer = admission.answer(request);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(length);
    JsonNode response = JSON.readTree(answer.body()).get("response");
    assertThat(new String(response.get("patch").binaryValue(), StandardCharsets.UTF_8))
        .contains("\"ngc\"")
        .doesNotContain("annotations");
  }

  @Test
  void an_annotation_that_came_with_the_pod_is_replaced_by_what_is_true() throws Exception {
    JsonNode pod =
        JSON.readTree(
            "{\"metadata\":{\"annotations\":{\""
                + ANNOTATION
                + "\":\"gone=nvcr.io,own=quay.io,<script>\"}},\"spec\":{\"imagePullSecrets\":"
                + "[{\"name\":\"own\"}],\"containers\":[{\"image\":\"nvcr.io/x\"}]}}");
    assertThat(patched(pod).at("/metadata/annotations").get(ANNOTATION).asText())
        .isEqualTo("own=quay.io,ngc=nvcr.io");
  }

  @Test
  void a_pod_of_very_many_images_gets_texts_of_bounded_length() throws Exception {
    Admission many =
        new Admission(
            namespace ->
                Optional.of(
                    ProjectSnapshot.of(
                        new Project("demo", false, false),
                        new Candidates(
                            PullSecretIndex.of(List.of()),
                            PullSecretIndex.of(List.of()),
                            Set.of(),
                            PullSecretIndex.of(
                                IntStream.range(0, 300)
                                    .mapToObj(
                                        i ->
                                            PullSecrets.withKeys(
                                                "s" + i, "registry-" + i + ".example"))
                                    .toList()),
                            Map.of()))),
            () -> true);
    String images =
        IntStream.range(0, 300)
            .mapToObj("{\"image\":\"registry-%d.example/x\"}"::formatted)
            .collect(Collectors.joining(","));
    byte[] body =
        many.answer(request("{\"metadata\":{},\"spec\":{\"containers\":[" + images + "]}}")).body();
    JsonNode response = JSON.readTree(body).get("response");
    JsonNode audit = response.get("auditAnnotations");
    assertThat(audit.get("explanation").asText()).hasSize(4096).endsWith("…");
    assertThat(audit.get("injected").asText()).hasSizeLessThanOrEqualTo(2048).endsWith("-more");
    JsonNode patch = JSON.readTree(response.get("patch").binaryValue());
    assertThat(patch.at("/0/value")).hasSize(300);
    assertThat(patch.at("/1/value").get(ANNOTATION)).isEqualTo(audit.get("injected"));
  }

  @Test
  void an_empty_or_null_list_of_pull_secrets_is_filled() throws Exception {
    for (String list : List.of("[]", "null")) {
      JsonNode pod =
          JSON.readTree(
              "{\"metadata\":{\"annotations\":null},\"spec\":{\"imagePullSecrets\":"
                  + list
                  + ",\"containers\":[{\"image\":\"nvcr.io/x\"}]}}");
      assertThat(patched(pod).at("/spec/imagePullSecrets").findValuesAsText("name"))
          .as(list)
          .containsExactly("ngc");
    }
  }

  @Test
  void the_annotation_is_left_out_where_it_would_make_the_annotations_too_large() throws Exception {
    // The API server allows 262,144 bytes: what is left here is one too few for ours.
    int ours = ANNOTATION.length() + "ngc=nvcr.io".length();
    for (int spare : new int[] {ours, ours - 1}) {
      ObjectNode pod =
          (ObjectNode)
              JSON.readTree(
                  "{\"metadata\":{},\"spec\":{\"containers\":[{\"image\":\"nvcr.io/x\"}]}}");
      pod.withObject("/metadata/annotations").put("k", "v".repeat((256 << 10) - 1 - spare));
      JsonNode patched = patched(pod);
      assertThat(patched.at("/metadata/annotations").has(ANNOTATION)).isEqualTo(spare == ours);
      assertThat(patched.at("/spec/imagePullSecrets")).hasSize(1);
    }
  }

  @Test
  void an_error_of_ours_allows_the_pod_unchanged_with_a_warning() throws Exception {
    Admission failing =
        new Admission(
            namespace -> {
              throw new IllegalStateException("a defect");
            },
            () -> true);
    Admission.Answer answer = failing.answer(request("{\"spec\":{}}"));
    JsonNode response = JSON.readTree(answer.body()).get("response");
    assertThat(answer.decision().reason()).isEqualTo(Reason.INTERNAL_ERROR);
    assertThat(response.get("allowed").asBoolean()).isTrue();
    assertThat(response.has("patch")).isFalse();
    assertThat(response.get("warnings").get(0).asText())
        .isEqualTo(
            "pull-secret-injector: no pull secret was looked for, because of an internal error");
    assertThat(answer.body()).asString().doesNotContain("a defect");
  }

  @Test
  void as_long_as_the_index_is_not_filled_pods_are_allowed_with_a_warning() throws Exception {
    Admission starting = new Admission(namespace -> Optional.empty(), () -> false);
    Admission.Answer answer = starting.answer(request("{\"spec\":{}}"));
    assertThat(answer.decision().reason()).isEqualTo(Reason.NOT_READY);
    assertThat(answer.decision().warning()).isPresent();
  }

  @Test
  void a_warning_is_one_line_of_bounded_length() throws Exception {
    Admission.Answer answer =
        admission.answer(
            request(
                "{\"spec\":{\"containers\":[{\"image\":\"UPPER\\n<b>"
                    + "x".repeat(3000)
                    + "\"}]}}"));
    JsonNode warnings = JSON.readTree(answer.body()).at("/response/warnings");
    assertThat(warnings).hasSize(1);
    assertThat(warnings.get(0).asText()).hasSizeLessThanOrEqualTo(256).hasLineCount(1);
  }

  private JsonNode patched(JsonNode pod) throws Exception {
    JsonNode response =
        JSON.readTree(admission.answer(request(pod.toString())).body()).get("response");
    return response.has("patch")
        ? JsonPatch.apply(JSON.readTree(response.get("patch").binaryValue()), pod)
        : pod;
  }

  private static AdmissionRequest request(String pod) throws InvalidReviewException {
    String review =
        """
        {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u",
        "resource":{"group":"","version":"v1","resource":"pods"},"namespace":"demo",
        "operation":"CREATE","object":%s}}
        """
            .formatted(pod);
    return ReviewReader.read(review.getBytes(StandardCharsets.UTF_8));
  }
}
