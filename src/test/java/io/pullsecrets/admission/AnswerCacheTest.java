package io.pullsecrets.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pullsecrets.PullSecrets;
import io.pullsecrets.admission.AdmissionRequest.PodShape;
import io.pullsecrets.index.ProjectSnapshot;
import io.pullsecrets.injection.Candidates;
import io.pullsecrets.project.Project;
import io.pullsecrets.registry.PullSecretIndex;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import nl.jqno.equalsverifier.EqualsVerifier;
import nl.jqno.equalsverifier.Warning;
import org.junit.jupiter.api.Test;

class AnswerCacheTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Project DEMO = new Project("demo", false, false);
  private static final String WEB =
      "{\"metadata\":{},\"spec\":{\"containers\":[{\"image\":\"nvcr.io/web\"}]}}";

  private ProjectSnapshot project = ProjectSnapshot.of(DEMO, candidates("ngc"));
  private final Admission admission = new Admission(namespace -> Optional.of(project), () -> true);

  @Test
  void all_that_an_answer_depends_on_counts() {
    EqualsVerifier.forClass(AnswerCache.Key.class).suppress(Warning.NULL_FIELDS).verify();
    EqualsVerifier.forClass(PodShape.class).verify();
  }

  @Test
  void alike_pods_get_one_answer_each_with_its_own_uid() throws Exception {
    Admission.Answer first = answer("first", WEB);
    Admission.Answer second =
        answer("second", WEB.replace("\"metadata\":{}", "\"metadata\":{\"name\":\"b\"}"));
    assertThat(second.decision()).isSameAs(first.decision());
    ObjectNode expected = (ObjectNode) response(first);
    assertThat(expected.get("uid").textValue()).isEqualTo("first");
    assertThat(response(second)).isEqualTo(expected.put("uid", "second"));
  }

  @Test
  void any_uid_is_repeated_as_it_came() throws Exception {
    for (String uid : List.of("plain", "a\"}}b", "\\\n\t\u0001", "é😀")) {
      for (int time = 0; time < 2; time++) {
        assertThat(response(answer(uid, WEB)).get("uid").textValue()).isEqualTo(uid);
      }
    }
  }

  @Test
  void half_a_character_in_a_uid_is_replaced_as_the_api_server_would() throws Exception {
    String review = review("halves", WEB).replace("halves", "\\ud83da\\ude00");
    assertThat(response(answer(review)).get("uid").textValue()).isEqualTo("\uFFFDa\uFFFD");
  }

  @Test
  void a_new_version_of_the_project_gets_a_new_answer() throws Exception {
    Admission.Answer before = answer("u", WEB);
    project = ProjectSnapshot.of(DEMO, candidates("renewed"));
    assertThat(added(answer("u", WEB))).containsExactly("renewed");
    assertThat(added(before)).containsExactly("ngc");
  }

  @Test
  void of_the_same_version_a_project_that_has_changed_gets_a_new_answer() throws Exception {
    ProjectSnapshot before = project;
    answer("u", WEB);
    project =
        new ProjectSnapshot(
            new Project("demo", false, true), before.candidates(), before.version());
    assertThat(response(answer("u", WEB)).has("patch")).isFalse();
  }

  @Test
  void what_a_patch_must_fit_tells_pods_apart() throws Exception {
    answer("u", WEB);
    JsonNode patch =
        patch(answer("u", WEB.replace("\"metadata\":{}", "\"metadata\":{\"annotations\":{}}")));
    assertThat(patch.at("/1/path").textValue()).startsWith("/metadata/annotations/");
  }

  @Test
  void what_a_decision_looks_at_tells_pods_apart() throws Exception {
    answer("u", WEB);
    assertThat(response(answer("u", WEB.replace("nvcr.io", "other.io"))).has("patch")).isFalse();
    assertThat(
            response(
                    answer(
                        "u",
                        WEB.replace(
                            "\"spec\":{", "\"spec\":{\"imagePullSecrets\":[{\"name\":\"ngc\"}],")))
                .has("patch"))
        .isFalse();
  }

  @Test
  void a_pod_of_long_names_is_answered_anew_each_time() throws Exception {
    String images = "{\"image\":\"quay.io/%s\"},".formatted("a".repeat(200)).repeat(21);
    String large = WEB.replace("{\"image\"", images + "{\"image\"");
    assertThat(answer("u", large).decision()).isNotSameAs(answer("u", large).decision());
    assertThat(answer("u", large).decision()).isEqualTo(answer("u", large).decision());
  }

  @Test
  void a_pod_of_many_names_is_answered_anew_each_time() throws Exception {
    String images = "{\"image\":\"a\"},".repeat(64);
    String many = WEB.replace("{\"image\"", images + "{\"image\"");
    assertThat(answer("u", many).decision()).isNotSameAs(answer("u", many).decision());
  }

  @Test
  void a_decision_about_many_secrets_is_made_anew_each_time() throws Exception {
    project = ProjectSnapshot.of(DEMO, candidates(names(33)));
    assertThat(answer("u", WEB).decision()).isNotSameAs(answer("u", WEB).decision());
    project = ProjectSnapshot.of(DEMO, candidates(names(32)));
    assertThat(answer("u", WEB).decision()).isSameAs(answer("u", WEB).decision());
  }

  private Admission.Answer answer(String uid, String pod) throws Exception {
    return answer(review(uid, pod));
  }

  private Admission.Answer answer(String review) throws Exception {
    return admission.answer(ReviewReader.read(review.getBytes(StandardCharsets.UTF_8)));
  }

  private static String review(String uid, String pod) throws Exception {
    ObjectNode review = JSON.createObjectNode();
    review.put("kind", "AdmissionReview").put("apiVersion", "admission.k8s.io/v1");
    ObjectNode request = review.putObject("request");
    request.put("uid", uid).put("namespace", "demo").put("operation", "CREATE");
    request.putObject("resource").put("group", "").put("resource", "pods");
    request.set("object", JSON.readTree(pod));
    return JSON.writeValueAsString(review);
  }

  private static JsonNode response(Admission.Answer answer) throws Exception {
    return JSON.readTree(answer.body()).get("response");
  }

  private static JsonNode patch(Admission.Answer answer) throws Exception {
    return JSON.readTree(response(answer).get("patch").binaryValue());
  }

  private static List<String> added(Admission.Answer answer) throws Exception {
    return patch(answer).at("/0/value").findValuesAsText("name");
  }

  private static String[] names(int count) {
    return IntStream.range(0, count).mapToObj("s%d"::formatted).toArray(String[]::new);
  }

  /** Cluster-wide Secrets, each with one key. */
  private static Candidates candidates(String... clusterWide) {
    PullSecretIndex none = PullSecretIndex.of(List.of());
    return new Candidates(
        none,
        none,
        Set.of(),
        PullSecretIndex.of(
            Stream.of(clusterWide).map(name -> PullSecrets.withKeys(name, "nvcr.io")).toList()),
        Map.of());
  }
}
