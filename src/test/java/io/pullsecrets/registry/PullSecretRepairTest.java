package io.pullsecrets.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PullSecretRepairTest {

  @Test
  void wrapsAFlatMapAndTakesEntriesOverToTheLetter() {
    assertThat(
            repair(
                "{\"https://eu.gcr.io\": {\"auth\": \"dTpw\", \"email\":\"a@b.c\"}, \"detachKeys\":\"x\"}"))
        .isEqualTo("{\"auths\":{\"https://eu.gcr.io\":{\"auth\": \"dTpw\", \"email\":\"a@b.c\"}}}");
  }

  @Test
  void leavesOutWhatCannotBeDecoded() {
    assertThat(
            repair(
                "{\"auths\":{\"a.io\":{\"auth\":\"dTpw\"},\"b.io\":{\"auth\":\"!!\"}},\"HttpHeaders\":1}"))
        .isEqualTo("{\"auths\":{\"a.io\":{\"auth\":\"dTpw\"}}}");
    assertThat(repair("{")).isEqualTo("{\"auths\":{}}");
    assertThat(
            new String(
                PullSecretRepair.repair(SecretType.DOCKER_CFG, bytes("{\"a\":{},\"b\":1}")), UTF_8))
        .isEqualTo("{\"a\":{}}");
  }

  @Test
  void leavesContentAloneThatTheKubeletReadsInFull() {
    byte[] content = bytes(" {\"auths\":{\"a.io\":{}},\"credsStore\":\"x\"}\n");

    assertThat(PullSecretRepair.repair(SecretType.DOCKER_CONFIG_JSON, content)).isSameAs(content);
    byte[] empty = new byte[0];
    assertThat(PullSecretRepair.repair(SecretType.DOCKER_CONFIG_JSON, empty)).isSameAs(empty);
  }

  @Property(tries = 3_000, seed = "1")
  void theKubeletReadsOfTheCopyWhatRepairedSees(
      @ForAll("contents") String content, @ForAll SecretType type) {
    PullSecret secret = Secrets.read("s", type, content);
    PullSecret copy = read(type, PullSecretRepair.repair(type, bytes(content)));

    assertThat(copy.isDecodable()).isTrue();
    assertThat(copy.needsRepair()).isFalse();
    assertThat(copy.credentials()).isEqualTo(secret.repaired().credentials());
  }

  private static PullSecret read(SecretType type, byte[] content) {
    return PullSecret.read("team", "s", type.typeName(), Map.of(type.dataKey(), content));
  }

  @Provide
  Arbitrary<String> contents() {
    return Arbitraries.of(
            "{",
            "}",
            "{\"auths\":{",
            "\"auths\":",
            "\"reg.io\":",
            "\"b\u00fc\uD83D\uDE00\\ud800\":",
            "{}",
            "null",
            "1",
            ",",
            "{\"auth\":\"dTpw\"}",
            "{\"auth\":\"!!\"}",
            "{\"username\":\"\u00fc\\\"\"}",
            "\"HttpHeaders\":",
            "[]",
            "}}")
        .list()
        .ofMinSize(1)
        .ofMaxSize(9)
        .map(parts -> String.join("", parts));
  }

  private static String repair(String content) {
    return new String(
        PullSecretRepair.repair(SecretType.DOCKER_CONFIG_JSON, bytes(content)), UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
