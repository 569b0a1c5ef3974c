package io.pullsecrets.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckCommandTest {
  private static final String ECR = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
  private static final String MARKER = "s3cr3t-marker";

  @Test
  void findings_are_listed_and_make_the_exit_code_one() {
    Run run = Run.of("check", "-f", "examples/cluster");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .startsWith("NAMESPACE   SECRET               LEVEL   CODE                WHAT\n")
        .containsPattern(
            "runai +broken-credentials +error +entry-undecodable +Key \"broken.example.com\"")
        .containsPattern(
            "runai +gcr-credentials +error +flat-map +The registries stand outside auths");
    assertThat(run.err()).isEqualTo("14 docker Secrets checked, 2 findings\n");
  }

  @Test
  void without_findings_standard_output_stays_empty() {
    Run run = Run.of("check", "-f", "examples/cluster/32-project-robotics.yaml");
    assertThat(run.code()).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).isEqualTo("3 docker Secrets checked, 0 findings\n");
  }

  @Test
  void programs_get_json() throws IOException {
    Run run = Run.of("check", "-f", "examples/cluster", "-o", "json");
    JsonNode findings = new ObjectMapper().readTree(run.out());
    assertThat(findings).hasSize(2);
    assertThat(findings.get(0).get("key").asText()).isEqualTo("broken.example.com");
    assertThat(findings.findValuesAsText("code")).containsExactly("entry-undecodable", "flat-map");
    assertThat(findings.findValuesAsText("level")).containsExactly("error", "error");
    assertThat(Run.of("check", "-f", "examples/pods", "-o", "json").out()).isEqualTo("[ ]\n");
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Opaque                         | {"auths":{"reg.io":{"username":"u","password":"MARKER"}}} | wrong-type
          kubernetes.io/dockerconfigjson | {"auths":{"reg.io":{"auth":"MARKER"}}}        | entry-undecodable
          kubernetes.io/dockerconfigjson | {"reg.io":{"username":"u","password":"MARKER"}} | flat-map
          kubernetes.io/dockerconfigjson | {"auths":{"hub.docker.com":{"username":"u","password":"MARKER"}}} | key-never-matches
          kubernetes.io/dockerconfigjson | {"auths":{"*.io":{"username":"u","password":"MARKER"}}} | suppresses-docker-hub
          kubernetes.io/dockerconfigjson | {"auths":{"reg.io":{"identitytoken":"MARKER"}}} | token-only
          kubernetes.io/dockerconfigjson | {"auths":{"reg.io":{"username":"u","password":"MARKER"},"https://reg.io":{"username":"u","password":"MARKER"}}} | duplicate-key
          kubernetes.io/dockerconfigjson | {"auths": MARKER                               | undecodable
          """)
  void each_flaw_is_told_by_its_code_and_without_the_credential(
      String type, String config, String code) {
    Run run = check(secret(type, config.replace("MARKER", MARKER), ""));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).contains(" " + code + " ").doesNotContain(MARKER);
    assertThat(run.err()).doesNotContain(MARKER);
  }

  @ParameterizedTest(name = "{2}: {0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2026-05-01T00:00:00Z |                      | unknown | made long ago, and nobody says whether it was renewed
          2026-06-01T01:00:00Z |                      | fine    | eleven hours old at most
          2026-05-01T00:00:00Z | 2026-06-01T00:00:01Z | fine    | written anew in the last twelve hours
          2026-05-01T00:00:00Z | 2026-05-31T23:59:59Z | expired | written last over twelve hours ago
                               |                      | unknown | a manifest, which has no age
          """)
  void the_age_of_an_ecr_token_is_told_where_it_is_known(
      String created, String written, String verdict, String reason) {
    StringBuilder metadata = new StringBuilder();
    if (created != null) {
      metadata.append("  creationTimestamp: \"").append(created).append("\"\n");
    }
    if (written != null) {
      metadata
          .append(
              "  managedFields:\n  - {time: \"2026-01-01T00:00:00Z\", fieldsV1: {f:data: {}}}\n")
          .append("  - {time: \"2026-06-01T12:00:00Z\", fieldsV1: {f:metadata: {}}}\n")
          .append("  - {time: \"" + written + "\", fieldsV1: {f:data: {}}}\n");
    }
    Run run =
        check(secret("kubernetes.io/dockerconfigjson", config(ECR, "tok"), metadata.toString()));
    switch (verdict) {
      case "expired" -> assertThat(run.out()).contains(" error ", " token-expired ", written);
      case "unknown" -> assertThat(run.out()).contains(" unknown ", " token-age-unknown ");
      default -> assertThat(run.out()).isEmpty();
    }
    assertThat(run.code()).as(reason).isEqualTo(verdict.equals("expired") ? 1 : 0);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({"1780315199, true", "1780315201, false"})
  void a_token_that_says_itself_when_it_ends_is_believed(long expiry, boolean expired) {
    String claims = base64("{\"sub\":{\"exp\":1},\"exp\":" + expiry + "}").replace("=", "");
    String ofEcr = base64("{\"payload\":\"x\",\"expiration\":" + expiry + "}");
    for (String config :
        new String[] {
          config("acme.azurecr.io", base64("{\"alg\":\"x\"}") + "." + claims + ".sig"),
          config(ECR, ofEcr)
        }) {
      Run run = check(secret("kubernetes.io/dockerconfigjson", config, ""));
      assertThat(run.out().contains("token-expired")).isEqualTo(expired);
      assertThat(run.out()).doesNotContain("token-age-unknown");
      assertThat(run.code()).isEqualTo(expired ? 1 : 0);
    }
  }

  private static Run check(String manifest) {
    return Run.withInput(manifest, "check", "-f", "-");
  }

  private static String config(String key, String password) {
    return "{\"auths\":{\"%s\":{\"username\":\"u\",\"password\":\"%s\"}}}".formatted(key, password);
  }

  private static String secret(String type, String config, String metadata) {
    return "apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\n  namespace: x\n"
        + metadata
        + "type: "
        + type
        + "\ndata:\n  .dockerconfigjson: "
        + base64(config)
        + "\n";
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
