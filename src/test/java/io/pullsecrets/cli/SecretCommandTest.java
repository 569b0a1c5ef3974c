package io.pullsecrets.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.pullsecrets.image.ImageReference;
import io.pullsecrets.image.InvalidImageReferenceException;
import io.pullsecrets.registry.PullSecret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretCommandTest {
  private static final String GOOGLE_KEY =
      "{\n  \"type\": \"service_account\",\n  \"private_key\": \"s3cr3t\\n\"\n}\n";

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          secret ngc a --cluster-wide                               | $oauthtoken | nvcr.io/nvidia/x
          secret dockerhub a -n runai-nlp --username acme           | acme        | acme/app
          secret ecr a -n runai-nlp --server 1.dkr.ecr.x.amazonaws.com | AWS      | 1.dkr.ecr.x.amazonaws.com/a
          secret generic a --department 7 --server r.io:5000/team --username u | u | r.io:5000/team/app
          """)
  void the_kubelet_takes_the_credential_for_the_registry(
      String arguments, String user, String image) throws InvalidImageReferenceException {
    Run run = Run.withInput("s3cr3t\n", arguments.split(" ", -1));
    assertThat(run.code()).isZero();
    Secret secret = Serialization.unmarshal(run.out(), Secret.class);
    byte[] config = Base64.getDecoder().decode(secret.getData().get(".dockerconfigjson"));
    PullSecret read =
        PullSecret.read("x", "a", secret.getType(), Map.of(".dockerconfigjson", config));
    assertThat(read.findings()).isEmpty();
    assertThat(read.match(ImageReference.parse(image)).givesCredential()).isTrue();
    assertThat(new String(config, StandardCharsets.UTF_8))
        .contains("\"username\":\"" + user + "\",\"password\":\"s3cr3t\"");
    assertThat(run.err()).doesNotContain("s3cr3t");
  }

  @Test
  void googles_key_is_taken_from_its_file_whole(@TempDir Path folder) throws IOException {
    Path key = Files.writeString(folder.resolve("key.json"), GOOGLE_KEY);
    Run run =
        Run.of(
            "secret",
            "gcr",
            "gcr-credentials",
            "--cluster-wide",
            "--server",
            "eu.gcr.io,europe-docker.pkg.dev",
            "--key-file",
            key.toString());
    Secret secret = Serialization.unmarshal(run.out(), Secret.class);
    assertThat(secret.getMetadata().getNamespace()).isEqualTo("runai");
    assertThat(secret.getMetadata().getLabels()).isEqualTo(Map.of("runai/cluster-wide", "true"));
    String config =
        new String(
            Base64.getDecoder().decode(secret.getData().get(".dockerconfigjson")),
            StandardCharsets.UTF_8);
    String auth =
        Base64.getEncoder()
            .encodeToString(("_json_key:" + GOOGLE_KEY.strip()).getBytes(StandardCharsets.UTF_8));
    assertThat(config).contains("eu.gcr.io", "europe-docker.pkg.dev", auth);
  }

  @Test
  void the_labels_say_whom_it_is_for() {
    assertThat(Run.withInput("p", "secret", "ngc", "a", "-n", "runai-nlp").out())
        .startsWith(
            """
            apiVersion: v1
            kind: Secret
            metadata:
              name: "a"
              namespace: "runai-nlp"
              labels:
                run.ai/resource: docker-registry
            type: kubernetes.io/dockerconfigjson
            data:
              .dockerconfigjson:\s""");
    assertThat(Run.withInput("p", "secret", "ngc", "a", "--department", "7").out())
        .contains("namespace: \"runai\"", "run.ai/department: \"7\"\n    run.ai/resource");
  }

  @Test
  void an_ecr_token_comes_with_a_warning() {
    assertThat(Run.withInput("p", "secret", "ecr", "a", "-n", "x", "--server", "r.io").err())
        .startsWith("warning: the token ends 12 hours");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          secret generic a -n x --username u --server hub.docker.com | 1 | never serves Docker Hub images
          secret generic a -n x --username u --server registry       | 1 | needs a dot or a port
          secret generic a -n x --username u --server *.io           | 1 | also matches Docker Hub
          secret generic a -n x --server r.io                        | 2 | give it with --username
          secret generic a -n x --username u                         | 2 | give it with --server
          secret dockerhub a -n x --username u --server r.io         | 2 | leave --server out
          secret ngc a -n x --username me                            | 2 | leave --username out
          secret ngc A_b -n x                                        | 2 | lower-case letters
          secret gcr a -n x --server gcr.io                          | 2 | no JSON key of a service account
          secret ngc a -n x --cluster-wide                           | 2 | mutually exclusive
          secret ngc a -n x --key-file none                          | 2 | There is no file none
          """)
  void what_would_be_of_no_use_is_not_printed(String arguments, int code, String error) {
    Run run = Run.withInput("s3cr3t", arguments.strip().split(" +", -1));
    assertThat(run.code()).isEqualTo(code);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(error).doesNotContain("s3cr3t");
    assertThat(Run.withInput("\n", "secret", "ngc", "a", "-n", "x").err())
        .contains("Nothing stands in standard input");
    assertThat(Run.withInput("s3cr3t\nb", "secret", "ngc", "a", "-n", "x").err())
        .contains("has several lines")
        .doesNotContain("s3cr3t");
  }
}
