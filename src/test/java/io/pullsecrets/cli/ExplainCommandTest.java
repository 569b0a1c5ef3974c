package io.pullsecrets.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExplainCommandTest {
  private static final String STATE = "examples/cluster";

  /** What `make demo` finds in the server's answers, under the same expectations. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("examplePods")
  void the_examples_are_explained_as_the_webhook_decides_them(Path file) throws IOException {
    JsonNode pod = json("explain", "-f", file.toString(), "-s", STATE).get(0);
    String manifest = Files.readString(file);
    assertThat(pod.get("reason").asText()).isEqualTo(annotation(manifest, "example/expect-reason"));
    assertThat(String.join(", ", texts(pod.get("pullSecrets"))))
        .isEqualTo(annotation(manifest, "example/expect-pull-secrets"));
  }

  static List<Path> examplePods() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("examples/pods"))) {
      return files.sorted().toList();
    }
  }

  @Test
  void an_image_in_a_project_is_explained_with_all_candidates() {
    Run run =
        Run.of(
            "explain",
            "--image",
            "quay.io/a",
            "--image",
            "nvcr.io/x",
            "--project",
            "nlp",
            "-s",
            STATE);
    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .startsWith(
            """
            pod in runai-nlp
              image   quay.io/a
              image   nvcr.io/x
              reason  injected
                      Added ngc-credentials for nvcr.io.
              pulls   with ngc-credentials

            SECRET               FROM           RESULT             KEYS
            """
                .stripTrailing())
        .containsPattern("ngc-credentials +cluster-wide +added +nvcr.io +was added for nvcr.io\n")
        .containsPattern("backend-registry +cluster-wide +not-cluster-wide +quay.io ")
        .containsPattern(
            "shared-registry +cluster-wide +no-match +reg.example.com/shared +has no key")
        .containsPattern(
            "broken-credentials +cluster-wide +unusable +- .*auth is not standard base64");
  }

  @Test
  void without_cluster_wide_secrets_none_is_added() {
    assertThat(explain("nvcr.io/x").out()).contains("Added ngc-credentials");
    assertThat(explain("nvcr.io/x", "--cluster-wide-secret", "false").out())
        .doesNotContain("Added");
  }

  @Test
  void where_the_projects_secrets_are_not_read_nothing_is_said_of_them() {
    assertThat(explain("reg.example.com/vision/x").out())
        .containsPattern("vision-registry +project +already-listed");
    assertThat(explain("reg.example.com/vision/x", "--project-secrets", "none").out())
        .doesNotContain("already-listed", "not-found");
  }

  private static Run explain(String image, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("explain", "-s", STATE, "-n", "runai-vision", "--image", image));
    arguments.addAll(List.of(more));
    return Run.of(arguments.toArray(String[]::new));
  }

  @Test
  void a_department_that_is_not_the_projects_is_named() {
    assertThat(Run.of("explain", "--image", "a", "-n", "runai-vision", "-s", STATE).out())
        .contains("is for the projects of department 7; this one belongs to department 8");
  }

  @Test
  void a_namespace_that_is_no_project_is_told_as_such() {
    assertThat(Run.of("explain", "--image", "a", "-n", "elsewhere", "-s", STATE).out())
        .contains("reason  not-a-project", "The namespace is no Run:ai project.");
  }

  @Test
  void a_pod_that_was_injected_is_explained_as_it_was_before() throws IOException {
    String pod =
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: trainer
          namespace: runai-nlp
          annotations:
            pull-secret-injector/injected: ngc-credentials=nvcr.io
        spec:
          containers: [{image: nvcr.io/x}]
          imagePullSecrets: [{name: other}, {name: ngc-credentials}]
        """;
    Run run = Run.withInput(pod, "explain", "-f", "-", "-s", STATE, "-o", "json");
    JsonNode explained = new ObjectMapper().readTree(run.out()).get(0);
    assertThat(explained.get("reason").asText()).isEqualTo("injected");
    assertThat(texts(explained.get("pullSecrets"))).containsExactly("other", "ngc-credentials");
    assertThat(explained.get("secrets").findValuesAsText("result"))
        .contains("added", "not-found", "no-match");
  }

  @Test
  void a_state_may_be_many_documents_a_list_or_json() throws IOException {
    String list =
        """
        {"kind": "List", "apiVersion": "v1", "items": [
          {"kind": "Namespace", "apiVersion": "v1",
           "metadata": {"name": "runai-x", "labels": {"runai/queue": "x"}}},
          {"kind": "SecretList", "apiVersion": "v1", "items": [
            {"metadata": {"name": "a", "namespace": "runai", "labels": {"runai/cluster-wide": "true"}},
             "type": "kubernetes.io/dockerconfigjson",
             "data": {".dockerconfigjson": "eyJhdXRocyI6eyJyZWcuaW8iOnsiYXV0aCI6ImRUcHcifX19"}}]}]}
        """;
    String department =
        """
        kind: Project
        apiVersion: run.ai/v2
        metadata: {name: x, namespace: runai, labels: {runai/department-id: "7"}}
        ---
        kind: Secret
        apiVersion: v1
        type: kubernetes.io/dockercfg
        metadata:
          name: b
          namespace: runai
          labels: {run.ai/department: "7", run.ai/resource: docker-registry}
        stringData:
          .dockercfg: '{"reg.io": {"username": "u", "password": "p"}}'
        """;
    for (String state : List.of(list + "---\n" + department, department + "---\n" + list)) {
      Run run = Run.withInput(state, "explain", "--image", "reg.io/i", "--project", "x", "-s", "-");
      assertThat(run.out()).contains("Added a for reg.io, b for reg.io.");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kind: Secret\napiVersion: v1\nmetadata: {name: a}\ndata: {x: MARKER}",
        "kind: Secret\napiVersion: v1\nmetadata: {name: a}\nstringData: {x: 'MARKER",
        "kind: Secret\napiVersion: v1\nmetadata: {name: a}\nstringData: {x: {MARKER: 1}}",
        "kind: Secret\napiVersion: v1\nmetadata: {name: a, labels: {x: 1}}\nstringData: {x: MARKER}",
        "kind: Secret\napiVersion: v1\nstringData: {x: MARKER}",
        "kind: Secret\napiVersion: v1\nmetadata: {name: a}\nstringData: {MARKER: a, MARKER: b}",
        "MARKER",
        "? - MARKER\n- !MARKER"
      })
  void a_state_that_cannot_be_read_is_named_and_not_quoted(String state) {
    Run run =
        Run.withInput(
            state.replace("MARKER", "s3cr3t!"), "explain", "--image", "a", "-n", "x", "-s", "-");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("error: standard input").doesNotContain("s3cr3t", "defect");
  }

  private static JsonNode json(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("-o", "json"));
    Run run = Run.of(all.toArray(String[]::new));
    assertThat(run.err()).isEmpty();
    return new ObjectMapper().readTree(run.out());
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  private static String annotation(String manifest, String key) {
    return manifest
        .lines()
        .filter(each -> each.strip().startsWith(key + ":"))
        .map(each -> each.substring(each.indexOf(':') + 1).strip().replace("\"", ""))
        .findFirst()
        .orElseThrow();
  }
}
