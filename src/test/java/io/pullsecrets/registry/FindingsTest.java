package io.pullsecrets.registry;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FindingsTest {

  @ParameterizedTest(name = "{1}: {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"auths":{"reg.io":{"auth":"dTpw"}}}                         | ``                     | all is well
          {"auths":{"docker.io":{"auth":"dTpw"}}}                      | ``                     | docker.io alone is fine
          {"auths":                                                    | undecodable            | broken
          {"auths":[]}                                                 | undecodable            | auths is no object
          {"auths":{"reg.io":{"auth":"!!"}}}                           | entry-undecodable      | bad base64
          {"reg.io":{"auth":"dTpw"}}                                   | flat-map               | flat map
          {"reg.io":{"auth":"dTpw"},"x.io":{"auth":"!!"}}              | flat-map entry-undecodable | flat map with a bad entry
          {"auths":{"*.io":{"auth":"dTpw"}}}                           | suppresses-docker-hub  | a glob over docker.io
          {"auths":{"*.*/team":{"auth":"dTpw"}}}                       | suppresses-docker-hub  | a glob over some of docker.io
          {"auths":{"docker.io":{"auth":"dTpw"},"index.docker.io":{"auth":"dTpw"}}} | suppresses-docker-hub | docker.io takes the place of the fallback
          {"auths":{"*.reg.io":{"auth":"dTpw"}}}                       | ``                     | a glob elsewhere
          {"auths":{"reg.io":{"identitytoken":"t"}}}                   | token-only             | identity token
          {"auths":{"reg.io":{"registrytoken":"t"}}}                   | token-only             | registry token
          {"auths":{"reg.io":{"auth":"dTpw","identitytoken":"t"}}}     | ``                     | a token beside a credential
          {"auths":{"reg.io":{}}}                                      | empty-entry            | empty
          {"auths":{"reg.io":{}},"credsStore":"desktop"}               | credential-helper-only | left by docker desktop
          {"credHelpers":{"reg.io":"gcloud"}}                          | credential-helper-only | nothing but helpers
          {"auths":{"reg.io":{"auth":"dTpw"}},"credsStore":"desktop"}  | ``                     | a helper beside a credential
          {"auths":{}}                                                 | no-entries             | no entries
          {}                                                           | no-entries             | nothing
          {"auths":{"reg.io":{"auth":"dTpw"},"https://reg.io":{"auth":"dTpw"}}} | duplicate-key | the same registry in two spellings
          {"auths":{"reg.io":{"auth":"dTpw"},"reg.io":{"auth":"dTpw"}}} | duplicate-key         | the same key twice
          {"auths":{"reg.io":{"auth":"dTpw"},"reg.io":{}},"auths":null,"auths":{"reg.io":{"auth":"dTpw"}}} | `` | twice, in a map that doesn't count
          {"auths":{"reg.io":{"note":"me"}}}                           | empty-entry            | a field that is no token
          {"auths":{"*.io":{"auth":"dTpw"},"x.io":{"auth":"!!"}}}      | entry-undecodable suppresses-docker-hub | the usable ones beside one that isn't
          """)
  void tellWhatTheOwnerShouldKnow(String json, String codes, String reason) {
    List<String> expected = codes.isEmpty() ? List.of() : List.of(codes.split(" "));

    assertThat(Secrets.codes(Secrets.dockerConfigJson("s", json))).as(reason).isEqualTo(expected);
  }

  @Test
  void tellAboutTypeAndDataKey() {
    String json = SecretType.DOCKER_CONFIG_JSON.typeName();

    assertThat(Secrets.codes(PullSecret.read("team", "s", "Opaque", Map.of())))
        .containsExactly("wrong-type");
    assertThat(Secrets.codes(PullSecret.read("team", "s", json, Map.of())))
        .containsExactly("missing-data-key");
    assertThat(Secrets.codes(Secrets.dockerConfigJson("s", ""))).containsExactly("empty-data");
    assertThat(
            Secrets.codes(Secrets.dockerCfg("s", "{\"auths\":{\"reg.io\":{\"auth\":\"dTpw\"}}}")))
        .containsExactly("nested-auths");
  }

  @Test
  void sayWhereBrokenJsonBreaksAndNotWhatIsThere() {
    Finding finding = Secrets.dockerConfigJson("s", "{\n \"auths\": secret").findings().get(0);

    assertThat(finding.sentence()).contains("broken at line 2, column ").doesNotContain("secret,");
    assertThat(Secrets.dockerConfigJson("s", "[".repeat(20_000)).findings().get(0).sentence())
        .as("where Jackson's own error has no place")
        .contains("broken at line 1, column 1000");
    assertThat(finding.key()).isEmpty();
    assertThat(finding.code().severity()).isEqualTo(Finding.Severity.ERROR);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          reg.io/Team              | reg.io/Team
          u:pw@reg.io/Team         | …@reg.io/Team
          a@b:pw@reg.io/Team       | …@reg.io/Team
          reg.io/Team?token=x      | reg.io/Team?…
          reg.io/Team#x            | reg.io/Team#…
          u:pw@reg.io/Team?token=x | …@reg.io/Team?…
          reg.io/Team?token=x@y    | …
          reg.io/App@sha256:00     | reg.io/App@sha256:00
          reg.io/App@sha512:00     | reg.io/App@sha512:00
          reg.io/App@md5:00        | …@md5:00
          u:pw@reg.io/App@sha256:0 | …@reg.io/App@sha256:0
          """)
  void aKeyIsShownWithoutWhatMayBeSecretInIt(String key, String shown) {
    Finding finding = Secrets.withKeys("s", key).findings().get(0);

    assertThat(finding.key()).isEqualTo(shown);
    assertThat(finding.sentence()).startsWith("Key \"" + shown + "\" ");
  }

  @Test
  void anEntryThatIsBrokenCostsTheOthersInAMapOfAuthsOnly() {
    String entries = "{\"reg.io\":{\"auth\":\"dTpw\"},\"x.io\":{\"auth\":\"!!\"}}";

    assertThat(Secrets.dockerConfigJson("s", "{\"auths\":" + entries + "}").findings().get(0))
        .extracting(Finding::sentence, as(STRING))
        .contains("so " + Findings.FAILS_PULLS);
    assertThat(Secrets.dockerConfigJson("s", entries).findings().get(1))
        .extracting(Finding::sentence, as(STRING))
        .doesNotContain(Findings.FAILS_PULLS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTPS://reg.io", "oci://reg.io", "http2://reg.io"})
  void aSchemeThatIsNoneIsTold(String key) {
    assertThat(Secrets.withKeys("s", key).findings().get(0).sentence()).contains("scheme");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://reg.io/Team", "http://reg.io/Team", "reg.io/a://b", "://reg.io"})
  void nothingElseIsTakenForAScheme(String key) {
    assertThat(Secrets.withKeys("s", key).findings().get(0).sentence()).doesNotContain("scheme");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "registry-1.docker.io",
        "hub.docker.com",
        "https://registry.hub.docker.com/v2/",
        "index.docker.io/path",
        "https://index.docker.io/v1",
        "index.docker.io:",
        "docker.com",
        "*.docker.io",
        "Docker.io",
        "docker.io:443"
      })
  void aKeyThatLooksLikeDockerHubAndIsNotNeverServesIt(String key) {
    PullSecret secret = Secrets.withKeys("s", key);

    assertThat(Secrets.codes(secret)).containsExactly("key-never-matches");
    assertThat(secret.findings().get(0).sentence())
        .contains("never serves Docker Hub images such as ubuntu");
    assertThat(secret.match(Secrets.image("ubuntu"))).isEqualTo(Match.NONE);
  }

  @ParameterizedTest(name = "{1}: {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          reg.io/v2            | API version without slash
          reg.io/Team          | upper case in the path
          reg.io/team/*        | glob in the path
          reg.io/app:1         | tag
          reg.io/app@sha256:00 | digest
          HTTPS://reg.io       | upper-case scheme
          oci://reg.io         | another scheme
          reg.io/team%25       | lookup form that can't be parsed
          %zz                  | key that can't be parsed
          reg.io:x             | port that is no number
          [::1]                | IPv6 without port
          registry             | a word is a user of Docker Hub
          reg.io.              | dot at the end
          /team                | no host
          reg.io/my team       | space
          """)
  void aKeyThatNeverMatchesIsTold(String key, String reason) {
    assertThat(Secrets.codes(Secrets.withKeys("s", key)))
        .as(reason)
        .containsExactly("key-never-matches");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reg.io", "https://reg.io/v2/", "reg.io:5000/team/app_x.y", "localhost", "localhost:5000",
            "REG", "re_g.io",
        "10.0.0.1", "[::1]:5000", "*.reg.io", "*", "index.docker.io", "https://index.docker.io/v1/",
            "docker.io/me",
        "user@reg.io", "reg.io?x", "reg.io/te%61m", "*-docker.pkg.dev", "docker.pkg.github.com",
            "reg:5000"
      })
  void nothingIsSaidAgainstAKeyThatCanServe(String key) {
    assertThat(Secrets.codes(Secrets.withKeys("s", key))).isEmpty();
  }

  @Property(tries = 5_000, seed = "1")
  void aKeyOfWhichItIsSaidThatItNeverMatchesMatchesNoImage(
      @ForAll("keys") String key, @ForAll("images") String image) {
    RegistryKey registryKey = RegistryKey.parse(key).orElse(null);
    boolean said =
        KeyAdvice.whyItNeverMatches(key, registryKey)
            .filter(s -> s.contains("never matches"))
            .isPresent();

    if (said && registryKey != null) {
      assertThat(registryKey.matches(Secrets.image(image))).isFalse();
    }
  }

  @Provide
  Arbitrary<String> keys() {
    return Arbitraries.of(
            "reg",
            "Reg",
            "A",
            "*",
            ".",
            ".io",
            ":",
            ":5000",
            "/",
            "/app",
            "/*",
            "//",
            "[::1]",
            "_",
            "%61",
            "%2561",
            "?",
            "@",
            "https://",
            "HTTPS://",
            "localhost",
            " ",
            "-",
            "/v2",
            "/v1/")
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(parts -> String.join("", parts));
  }

  @Provide
  Arbitrary<String> images() {
    return Arbitraries.of(
        "app",
        "reg/app",
        "Reg/app",
        "A/app",
        "reg.io/app",
        "reg.io:5000/app",
        "reg:5000/a",
        "re_g.io/app",
        "[::1]/app",
        "[::1]:5000/app",
        "localhost/app",
        "localhost:5000/app",
        "reg.io/v2/app",
        "reg.reg/app/app");
  }

  @Property(seed = "1")
  void sentencesAreShortAndPrintableWhateverTheKey(@ForAll String key) {
    String quoted = String.valueOf(JsonStringEncoder.getInstance().quoteAsString(key));
    List<Finding> findings =
        Secrets.dockerConfigJson("s", "{\"auths\":{\"" + quoted + "\":1,\"x/" + quoted + "\":{}}}")
            .findings();

    assertThat(findings).isNotEmpty();
    for (Finding finding : findings) {
      assertThat(finding.sentence()).hasSizeLessThan(400).endsWith(".");
      assertThat((finding.sentence() + finding.key()).chars())
          .noneMatch(
              c ->
                  Character.isISOControl(c)
                      || c == '<'
                      || c == '>'
                      || Character.getType(c) == Character.FORMAT);
    }
  }

  @Test
  void codesAreStableWords() {
    assertThat(
            Arrays.stream(Finding.Code.values())
                .map(Finding.Code::code)
                .collect(Collectors.toSet()))
        .hasSameSizeAs(Finding.Code.values())
        .allMatch(code -> code.matches("[a-z]+(-[a-z]+)*"));
  }
}
