package io.pullsecrets.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class InjectCommandTest {
  private static final String STATE = "examples/cluster";

  @ParameterizedTest(name = "{0}")
  @MethodSource("goldenFiles")
  void manifests_come_out_as_the_golden_files_have_them(Path before) throws IOException {
    Path after =
        before.resolveSibling(before.getFileName().toString().replace(".before.", ".after."));
    Run run = Run.of("inject", "-q", "-n", "runai-nlp", "-s", STATE, "-f", before.toString());
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).isEqualTo(Files.readString(after));

    Run again = Run.withInput(run.out(), "inject", "-q", "-n", "runai-nlp", "-s", STATE, "-f", "-");
    assertThat(again.out()).as("a second time changes nothing").isEqualTo(run.out());
  }

  static List<Path> goldenFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/inject"))) {
      return files.filter(each -> each.toString().contains(".before.")).sorted().toList();
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          v1      | Pod                   | spec
          v1      | PodTemplate           | template.spec
          v1      | ReplicationController | spec.template.spec
          apps/v1 | Deployment            | spec.template.spec
          apps/v1 | StatefulSet           | spec.template.spec
          apps/v1 | DaemonSet             | spec.template.spec
          apps/v1 | ReplicaSet            | spec.template.spec
          batch/v1| Job                   | spec.template.spec
          batch/v1| CronJob               | spec.jobTemplate.spec.template.spec
          """)
  void each_kind_with_a_pod_in_it_gets_the_list_there(String version, String kind, String path) {
    StringBuilder manifest = new StringBuilder("apiVersion: " + version + "\nkind: " + kind + "\n");
    String indent = "";
    for (String field : path.split("\\.", -1)) {
      manifest.append(indent).append(field).append(":\n");
      indent += "  ";
    }
    String images = indent + "containers:\n" + indent + "- image: nvcr.io/x\n";
    String list = indent + "imagePullSecrets:\n" + indent + "- name: ngc-credentials\n";

    Run run = inject(manifest + images);

    assertThat(run.out()).isEqualTo(manifest + list + images);
    assertThat(run.err())
        .isEqualTo(
            kind.toLowerCase(Locale.ROOT)
                + "/ in runai-nlp: injected: Added ngc-credentials for nvcr.io.\n");
  }

  @Test
  void what_has_no_pod_in_it_passes_through_to_the_letter() throws IOException {
    String crlfAndMore =
        "# only\r\n---\r\nkind: Deployment\r\napiVersion: example.com/v1\r\nspec: {a:   1}\r\n...\r\n";
    assertThat(inject(crlfAndMore).out()).isEqualTo(crlfAndMore);
    Path secrets = Path.of("examples/cluster/20-cluster-wide-secrets.yaml");
    assertThat(Run.of("inject", "-s", STATE, "-f", secrets.toString()).out())
        .isEqualTo(Files.readString(secrets));
  }

  @Test
  void a_template_without_a_list_keeps_what_its_service_account_gives() {
    Run run =
        Run.withInput(
            """
            apiVersion: v1
            kind: Pod
            metadata: {namespace: runai-vision}
            spec:
              containers:
              - image: nvcr.io/x
            """,
            "inject",
            "-q",
            "-f",
            "-",
            "-s",
            STATE);
    assertThat(run.out())
        .contains("  imagePullSecrets:\n  - name: vision-registry\n  - name: ngc-credentials\n");
  }

  @Test
  void the_files_of_a_folder_become_one_stream(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("b.yaml"), "kind: B");
    Files.writeString(folder.resolve("a.yml"), "kind: A\n");
    Files.writeString(folder.resolve("notes.txt"), "no manifest");
    assertThat(Run.of("inject", "-s", STATE, "-f", folder.toString()).out())
        .isEqualTo("kind: A\n---\nkind: B");
  }

  @Test
  void json_among_several_files_is_read_as_yaml_is(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("a.json"), "{\"kind\":\"A\"}\n");
    Files.writeString(folder.resolve("b.json"), "{\"kind\":\"B\"}\n");
    assertThat(Run.of("inject", "-s", STATE, "-f", folder.toString()).out())
        .as("kubectl decides by the first sign that isn't a space")
        .isEqualTo("---\n{\"kind\":\"A\"}\n---\n{\"kind\":\"B\"}\n");
  }

  @Test
  void nothing_comes_out_of_a_folder_with_something_that_is_refused(@TempDir Path folder)
      throws IOException {
    String pod = "apiVersion: v1\nkind: Pod\nmetadata: {namespace: %s}\nspec: {containers: []}\n";
    Files.writeString(folder.resolve("a.yaml"), pod.formatted("runai-nlp"));
    Files.writeString(folder.resolve("b.yaml"), pod.formatted("runai-nlp") + "<<: {}\n");
    Files.writeString(
        folder.resolve("c.yaml"), pod.formatted("runai-nlp").replace("{cont", "{<<: {a: b}, cont"));
    Run run = Run.of("inject", "-s", STATE, "-f", folder.toString());
    assertThat(run.code()).isEqualTo(ExitCode.ERROR);
    assertThat(run.err()).contains("merge keys");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void what_cannot_be_written_in_place_is_refused_and_not_guessed() {
    String anchors =
        """
        apiVersion: v1
        kind: List
        items:
        - apiVersion: v1
          kind: Pod
          spec: &spec
            containers:
            - image: nvcr.io/x
        - apiVersion: v1
          kind: Pod
          spec: *spec
        """;
    Run run = inject(anchors);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("write its pods without anchors");

    Run merged = inject("apiVersion: v1\nkind: Pod\nspec:\n  <<: {a: 1}\n");
    assertThat(merged.code()).isEqualTo(2);
    assertThat(merged.err()).contains("merge keys (<<)");
  }

  @Test
  void a_pod_without_a_namespace_needs_one_on_the_command_line() {
    Run run =
        Run.withInput(
            "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {}\n",
            "inject",
            "-f",
            "-",
            "-s",
            STATE);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("pod/a names no namespace; say with -n where it will be.");
  }

  private static Run inject(String manifest) {
    return Run.withInput(manifest, "inject", "-n", "runai-nlp", "-f", "-", "-s", STATE);
  }
}
