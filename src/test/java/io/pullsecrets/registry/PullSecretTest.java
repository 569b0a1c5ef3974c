package io.pullsecrets.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PullSecretTest {

  private static final String GOOD = "{\"auth\":\"dTpw\"}";
  private static final String PASSWORD = "hunter2secret";

  @Test
  void holdsOneCredentialForEachKeyInTheKubeletsOrder() {
    PullSecret secret =
        Secrets.withKeys("s", "reg.io", "reg.io/team", "*.io", "%zz", "https://reg.io/v1/");

    assertThat(secret.credentials())
        .extracting(credential -> credential.key().text())
        .containsExactly("reg.io/team", "reg.io", "reg.io", "*.io");
    assertThat(secret.isDecodable()).isTrue();
    assertThat(secret.repaired()).isSameAs(secret);
    assertThat(secret.needsRepair()).isFalse();
  }

  @Test
  void bothTypesAreReadFromTheirOwnDataKeyOnly() {
    assertThat(Secrets.dockerCfg("s", "{\"reg.io\":" + GOOD + "}").credentials()).hasSize(1);
    assertThat(Secrets.dockerConfigJson("s", "{\"auths\":{\"reg.io\":" + GOOD + "}}").credentials())
        .hasSize(1);

    byte[] broken = "{".getBytes(UTF_8);
    PullSecret other =
        PullSecret.read(
            "team", "s", SecretType.DOCKER_CFG.typeName(), Map.of(".dockerconfigjson", broken));
    assertThat(other.isDecodable()).isTrue();
    assertThat(other.credentials()).isEmpty();
  }

  @Test
  void aSecretOfAnotherTypeIsIgnoredHoweverBroken() {
    PullSecret secret =
        PullSecret.read("team", "s", null, Map.of(".dockerconfigjson", new byte[] {'{'}));

    assertThat(secret.isDecodable()).isTrue();
    assertThat(secret.credentials()).isEmpty();
    assertThat(secret.repaired()).isSameAs(secret);
  }

  @ParameterizedTest(name = "{2}: {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"auths":{"reg.io":{"auth":"dTpw"}}}                     | false | auth
          {"auths":{"reg.io":{"username":"u"}}}                    | false | username alone
          {"auths":{"reg.io":{"password":"p"}}}                    | false | password alone
          {"auths":{"reg.io":{"username":"u","username":null}}}    | false | a null leaves what was there
          {"auths":{"reg.io":{"username":"u","username":""}}}      | true  | the last one counts
          {"auths":{"reg.io":{"username":"u","auth":"Og=="}}}      | true  | an auth beats username and password
          {"auths":{"reg.io":{"USERNAME":"u"}}}                    | false | field names are case-folded
          {"auths":{"reg.io":{"uſername":"u"}}}                    | false | field names are case-folded beyond ASCII
          {"auths":{"reg.io":{}}}                                  | true  | nothing
          {"auths":{"reg.io":null}}                                | true  | null
          {"auths":{"reg.io":{"identitytoken":"t"}}}               | true  | tokens are not read
          {"auths":{"reg.io":{"auth":"dTpw"},"reg.io":{}}}         | true  | the last of the same key counts
          {"auths":{"reg.io":{}},"AUTHS":{"reg.io":{"auth":"dTpw"}}} | false | several auths are one map
          """)
  void anEmptyCredentialIsOneWithoutUsernameAndPassword(String json, boolean empty, String reason) {
    assertThat(Secrets.dockerConfigJson("s", json).credentials())
        .as(reason)
        .singleElement()
        .extracting(RegistryCredential::empty)
        .isEqualTo(empty);
  }

  @ParameterizedTest(name = "{1}: {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"auths":{"reg.io":{"auth":"dTpw"}}                      | cut short
          {"auths":{"reg.io":{"auth":"dTpw"}}}x                    | more behind the end
          {"auths":{"reg.io":{"auth":"dTpw"}}}{}                   | a second document
          []                                                       | no object
          {"auths":[]}                                             | auths is no object
          {"auths":{"reg.io":"x"}}                                 | the entry is no object
          {"auths":{"reg.io":{"auth":1}}}                          | auth is no text
          {"auths":{"reg.io":{"auth":1,"auth":"dTpw"}}}            | a wrong type before the right one
          {"auths":{"reg.io":{"auth":"!!"}}}                       | auth is not base64
          {"auths":{"reg.io":{"auth":"dXNlcg=="}}}                 | auth has no colon
          {"auths":{"%zz":{"auth":"!!"}}}                          | also under a key that is skipped
          {"auths":{"reg.io":{"auth":"!!"},"reg.io":{}}}           | also if a later entry replaces it
          {"auths":{"reg.io":{"auth":"!!"}},"auths":null}          | also if a null empties the map
          {"auths":{},"HttpHeaders":{"X":1}}                       | a header is no text
          {"auths":{},"httpheaderſ":[]}                            | the headers are no object, under a folded name
          """)
  void anyErrorMakesItUndecodable(String json, String reason) {
    PullSecret secret = Secrets.dockerConfigJson("s", json);

    assertThat(secret.isDecodable()).as(reason).isFalse();
    assertThat(secret.credentials()).isEmpty();
    assertThat(secret.match(Secrets.image("reg.io/app"))).isEqualTo(Match.NONE);
    assertThat(secret.repaired().isDecodable()).isTrue();
    assertThat(secret.needsRepair()).isTrue();
  }

  @ParameterizedTest(name = "{2}: {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"eu.gcr.io":{"auth":"dTpw"}}                                          | eu.gcr.io | a flat map is wrapped
          {"a.io":{"auth":"dTpw"},"b.io":{"auth":"!!"}}                          | a.io      | flat map, bad entry dropped
          {"a.io":{"username":"u"},"credHelpers":{"b.io":"x"},"detachKeys":"x"}  | a.io      | flat map, settings are no registries
          {"a.io":{"username":"u"},"HttpHeaders":{"X":1}}                        | a.io      | flat map, bad headers dropped
          {"auths":{"a.io":{"auth":"dTpw"},"b.io":{"auth":1}}}                   | a.io      | bad entry dropped
          {"auths":{"a.io":{"auth":"dTpw"},"a.io":{"auth":"!!"}}}                | a.io      | bad double dropped
          {"auths":{"a.io":{"auth":"dTpw"}},"auths":[]}                          | a.io      | bad auths dropped
          {"auths":{"a.io":{"auth":"dTpw"}},"HttpHeaders":7}                     | a.io      | bad headers dropped
          {"auths":{"a.io":"x"}}                                                 | ``        | all entries dropped
          {"auths":"x"}                                                          | ``        | nothing usable
          {"auths":{"a.io":{"auth":"dTpw"}}                                      | ``        | of broken JSON nothing is usable
          """)
  void repairedHoldsWhatTheKubeletCouldUse(String json, String keys, String reason) {
    PullSecret secret = Secrets.dockerConfigJson("s", json);
    PullSecret repaired = secret.repaired();

    assertThat(secret.credentials()).as("the kubelet reads nothing of it as it is").isEmpty();
    assertThat(repaired.credentials())
        .as(reason)
        .extracting(credential -> credential.key().text())
        .containsExactlyElementsOf(keys.isEmpty() ? List.of() : List.of(keys));
    assertThat(repaired.isDecodable()).isTrue();
    assertThat(repaired.repaired()).isSameAs(repaired);
    assertThat(repaired.name()).isEqualTo("s");
  }

  @ParameterizedTest(name = "{1}: {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"auths":null,"reg.io":{"auth":"dTpw"}}     | there is an auths, if a null one
          {"Auths":{},"reg.io":{"auth":"dTpw"}}       | there is an auths, in another case
          {"reg.io":{}}                               | no credential
          {"reg.io":{"auth":"Og=="}}                  | an empty credential
          {"reg.io":{"auth":"!!"}}                    | no entry that can be decoded
          {"credHelpers":{"reg.io":"gcloud"}}         | a setting
          {}                                          | nothing
          null                                        | null
          """)
  void isNoFlatMap(String json, String reason) {
    PullSecret secret = Secrets.dockerConfigJson("s", json);

    assertThat(secret.repaired()).as(reason).isSameAs(secret);
    assertThat(secret.isDecodable()).isTrue();
    assertThat(secret.credentials()).isEmpty();
  }

  @ParameterizedTest(name = "{4}: {0} and {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          reg.io          | reg.io/app    | DIRECT              | true  | a key matches
          reg.io          | x.io/app      | NONE                | false | no key matches
          index.docker.io | ubuntu        | DOCKER_HUB_FALLBACK | true  | an image of Docker Hub
          index.docker.io | localhost/app | DOCKER_HUB_FALLBACK | true  | a registry without dot and port counts as Docker Hub
          index.docker.io | reg.io/app    | NONE                | false | not an image of Docker Hub
          index.docker.io: | ubuntu       | NONE                | false | the fallback key must be exact
          docker.io       | ubuntu        | DIRECT              | true  | the key of the normalised name
          """)
  void matchTellsHowItAnswersAlone(
      String key, String image, Match.Kind kind, boolean givesCredential, String reason) {
    assertThat(Secrets.withKeys("s", key).match(Secrets.image(image)))
        .as(reason)
        .isEqualTo(new Match(kind, givesCredential));
  }

  @Test
  void aDirectMatchTakesTheFallbackAwayEvenIfItsCredentialIsEmpty() {
    PullSecret secret =
        Secrets.dockerConfigJson(
            "s", "{\"auths\":{\"index.docker.io\":" + GOOD + ",\"docker.*\":{}}}");

    assertThat(secret.match(Secrets.image("ubuntu")))
        .isEqualTo(new Match(Match.Kind.DIRECT, false));
  }

  @Test
  void oneCredentialAmongEmptyOnesIsEnough() {
    PullSecret secret =
        Secrets.dockerConfigJson(
            "s", "{\"auths\":{\"reg.io\":{},\"reg.io/app\":" + GOOD + ",\"*.io\":null}}");

    assertThat(secret.match(Secrets.image("reg.io/app")))
        .isEqualTo(new Match(Match.Kind.DIRECT, true));
    assertThat(secret.match(Secrets.image("reg.io/x")))
        .isEqualTo(new Match(Match.Kind.DIRECT, false));
  }

  @Test
  void isEqualByWhatTheKubeletTakesFromIt() {
    PullSecret secret = Secrets.withKeys("s", "a.io", "b.io");

    assertThat(Secrets.withKeys("s", "b.io", "a.io")).isEqualTo(secret).hasSameHashCodeAs(secret);
    assertThat(
            Secrets.dockerCfg(
                "s", "{\"a.io\":{\"username\":\"u\",\"password\":\"p\"},\"b.io\":" + GOOD + "}"))
        .isEqualTo(secret);
    assertThat(Secrets.dockerCfg("s", "{\"a.io\":{\"username\":\"other\"},\"b.io\":" + GOOD + "}"))
        .isNotEqualTo(secret);
    assertThat(Secrets.withKeys("s", "a.io")).isNotEqualTo(secret);
    assertThat(Secrets.withKeys("t", "a.io", "b.io")).isNotEqualTo(secret);
  }

  @Test
  void neverShowsAPassword() {
    List<String> contents =
        List.of(
            "{\"auths\":{\"reg.io\":{\"username\":\"PW\",\"password\":\"PW\",\"auth\":\"PW\",\"email\":\"PW\"}}}",
            "{\"auths\":{\"reg.io\":{\"username\":\"PW\",\"password\":\"PW\"},\"a.io\":{\"auth\":1}}}",
            "{\"auths\":{\"reg.io\":\"PW\"},\"HttpHeaders\":\"PW\"}",
            "{\"reg.io\":{\"password\":\"PW\"},\"x\":\"PW\"}",
            "{\"auths\":{\"u:PW@reg.io\":{},\"u:PW@reg.io:x\":{},\"u:PW/PW@reg.io\":{},\"reg.io?token=PW\":{}}}",
            "{\"auths\":{\"u:PW@reg.io#PW\":{},\"reg.io#u@PW\":{},\"u:PW?@reg.io\":{},\"u:PW@reg.io/a@sha256:0\":{}}}",
            "{\"auths\":{\"reg.io\":{\"password\":\"PW\" PW",
            "PW",
            "\"PW\"");
    for (String content : contents) {
      PullSecret secret = Secrets.dockerConfigJson("s", content.replace("PW", PASSWORD));

      assertThat(secret).hasToString("team/s");
      assertThat(secret.findings()).isNotEmpty();
      assertThat(secret.findings().toString() + secret.repaired().findings() + secret.credentials())
          .doesNotContain(PASSWORD);
    }
  }

  @Test
  void hugeAndDeepContentIsReadWithoutHarm() {
    int levels = 10_000;
    String deep = "{\"auths\":{\"reg.io\":" + GOOD + "},\"x\":";
    assertThat(Secrets.dockerConfigJson("s", deep + nested(levels - 1) + "}").credentials())
        .hasSize(1);
    assertThat(Secrets.dockerConfigJson("s", deep + nested(levels) + "}").isDecodable()).isFalse();
    assertThat(Secrets.dockerConfigJson("s", "[".repeat(1_000_000)).isDecodable()).isFalse();

    String deepFlatMap = "{\"reg.io\":" + GOOD + ",\"x\":";
    assertThat(Secrets.dockerConfigJson("s", deepFlatMap + nested(levels - 2) + "}").needsRepair())
        .isTrue();
    PullSecret tooDeepForAuths =
        Secrets.dockerConfigJson("s", deepFlatMap + nested(levels - 1) + "}");
    assertThat(tooDeepForAuths.needsRepair()).isFalse();
    assertThat(tooDeepForAuths.isDecodable()).isTrue();
    assertThat(tooDeepForAuths.credentials()).isEmpty();

    String longText = "a".repeat(ConfigEntries.MAX_KEY_CHARACTERS);
    assertThat(Secrets.withKeys("s", longText).findings().get(0).sentence()).hasSizeLessThan(400);
    assertThat(
            Secrets.withKeys("s", "*".repeat(ConfigEntries.MAX_KEY_CHARACTERS))
                .match(Secrets.image("localhost/app"))
                .kind())
        .isEqualTo(Match.Kind.DIRECT);
    assertThat(Secrets.dockerConfigJson("s", "{\"x\":" + "9".repeat(1_000_000) + "}").isDecodable())
        .isTrue();
    assertThat(
            Secrets.dockerConfigJson(
                    "s", "{\"auths\":{\"reg.io\":{\"auth\":\"" + longText + "\"}}}")
                .isDecodable())
        .isFalse();

    StringBuilder bad = new StringBuilder();
    for (int i = 0; i < ConfigEntries.MAX_ENTRIES; i++) {
      bad.append(i == 0 ? "" : ",").append("\"k").append(i).append("\":1");
    }
    assertThat(Secrets.dockerCfg("s", "{" + bad + "}").findings()).hasSize(50);
  }

  @Test
  void whatListsTooManyRegistriesIsNotLookedAt() {
    String most = entries(ConfigEntries.MAX_ENTRIES);
    assertThat(Secrets.dockerConfigJson("s", "{\"auths\":{" + most + "}}").credentials())
        .hasSize(ConfigEntries.MAX_ENTRIES);
    assertThat(Secrets.dockerConfigJson("s", "{" + most + "}").repaired().credentials())
        .hasSize(ConfigEntries.MAX_ENTRIES);

    String tooMany = entries(ConfigEntries.MAX_ENTRIES + 1);
    String tooLong = "\"" + "a".repeat(ConfigEntries.MAX_KEY_CHARACTERS + 1) + "\":" + GOOD;
    for (PullSecret secret :
        List.of(
            Secrets.dockerConfigJson("s", "{\"auths\":{" + tooMany + "}}"),
            Secrets.dockerConfigJson("s", "{" + tooMany + "}"),
            Secrets.dockerCfg("s", "{" + tooMany + "}"),
            Secrets.dockerConfigJson("s", "{\"auths\":{" + tooLong + "}}"))) {
      assertThat(secret.findings())
          .extracting(Finding::code)
          .containsExactly(Finding.Code.TOO_MANY_REGISTRIES);
      assertThat(secret.credentials()).isEmpty();
      assertThat(secret.needsRepair()).isFalse();
    }
  }

  @Test
  void whatListsTooManyRegistriesGivesTheSameAsWhatIsWrittenAlike() {
    String tooMany = "{" + entries(ConfigEntries.MAX_ENTRIES + 1) + "}";
    assertThat(Secrets.dockerCfg("s", tooMany).credentialsDigest())
        .isEqualTo(Secrets.dockerCfg("t", tooMany).credentialsDigest())
        .isNotEqualTo(Secrets.dockerCfg("t", tooMany + " ").credentialsDigest())
        .isNotEqualTo(Secrets.dockerCfg("t", "{}").credentialsDigest());
  }

  private static String entries(int number) {
    return IntStream.range(0, number)
        .mapToObj(i -> "\"reg-" + i + ".io\":" + GOOD)
        .collect(Collectors.joining(","));
  }

  private static String nested(int levels) {
    return "[".repeat(levels) + "]".repeat(levels);
  }
}
