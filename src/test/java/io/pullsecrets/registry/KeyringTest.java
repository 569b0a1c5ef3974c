package io.pullsecrets.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyringTest {

  private final PullSecret host = Secrets.withKeys("host", "reg.io");
  private final PullSecret team = Secrets.withKeys("team", "reg.io/team");
  private final PullSecret glob = Secrets.withKeys("glob", "*.io");
  private final PullSecret hub = Secrets.withKeys("hub", "https://index.docker.io/v1/");

  @Test
  void triesALongerPathFirstAndAGlobLastWhateverTheOrderOfTheSecrets()
      throws UndecodableSecretException {
    assertThat(names(List.of(glob, host, team), "reg.io/team/app"))
        .containsExactly("team", "host", "glob");
    assertThat(names(List.of(team, glob, host), "reg.io/team/app"))
        .containsExactly("team", "host", "glob");
  }

  @Test
  void triesCredentialsUnderOneKeyInTheOrderOfTheSecretsAsOftenAsTheyAreListed()
      throws UndecodableSecretException {
    PullSecret other = Secrets.withKeys("a-other", "https://reg.io/v2/");

    assertThat(names(List.of(host, other, host), "reg.io/app"))
        .containsExactly("host", "a-other", "host");
  }

  @Test
  void anyDirectMatchTakesTheDockerHubFallbackAway() throws UndecodableSecretException {
    assertThat(names(List.of(hub), "ubuntu")).containsExactly("hub");
    assertThat(names(List.of(hub, glob), "ubuntu")).containsExactly("glob");
    assertThat(names(List.of(hub, host), "ubuntu")).containsExactly("hub");
    assertThat(names(List.of(hub), "reg.io/app")).isEmpty();
  }

  @Test
  void anUndecodableSecretFailsAllAndIsNamed() {
    PullSecret broken =
        Secrets.dockerConfigJson("broken", "{\"auths\":{\"reg.io\":{\"auth\":\"hunter2\"}}");

    assertThatExceptionOfType(UndecodableSecretException.class)
        .isThrownBy(() -> Keyring.of(List.of(host, broken)))
        .withMessage("the kubelet can't decode Secret team/broken");
  }

  @ParameterizedTest(name = "{2}: {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ubuntu              | true  | a short name
          index.docker.io/x/y | true  | the old name
          localhost/app       | true  | neither dot nor colon
          FOO/app             | true  | neither dot nor colon
          localhost:5000/app  | false | a colon
          docker.io:443/x/y   | false | a port
          re_g.io/app         | false | a dot
          reg.io/docker.io    | false | another registry
          """)
  void isDockerHubGoesByTheLookOfTheRegistry(String image, boolean dockerHub, String reason) {
    assertThat(Keyring.isDockerHub(Secrets.image(image))).as(reason).isEqualTo(dockerHub);
  }

  private static List<String> names(List<PullSecret> secrets, String image)
      throws UndecodableSecretException {
    return Keyring.of(secrets).lookup(Secrets.image(image)).stream()
        .map(use -> use.secret().name())
        .toList();
  }
}
