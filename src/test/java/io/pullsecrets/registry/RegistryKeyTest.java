package io.pullsecrets.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryKeyTest {

  @ParameterizedTest(name = "{2}: {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          reg.io                       | reg.io            | as written
          https://reg.io               | reg.io            | scheme
          http://reg.io/               | reg.io            | scheme and slash
          https://reg.io/v1/           | reg.io            | API version
          reg.io/v2/team               | reg.io/team       | API version before a path
          reg.io/v1/v2/team            | reg.io/v2/team    | only one API version is cut
          reg.io/v2                    | reg.io/v2         | without a slash it is a path
          reg.io/team/                 | reg.io/team/      | the slash behind a path stays
          reg.io:                      | reg.io:           | an empty port is kept in the text
          Reg.io:5000/Team             | Reg.io:5000/Team  | port and case are kept
          user:pw@reg.io/team?x=1#y    | reg.io/team       | user information, query and fragment are dropped
          reg.io/te%61m                | reg.io/team       | the path is decoded
          reg.io/%2561pp               | reg.io/%61pp      | the path is decoded once here
          reg.io/%76%31/team           | reg.io/team       | the path is decoded before the API version is cut
          HTTPS://reg.io               | HTTPS:///reg.io   | an upper-case scheme is a host with an empty port
          [fe80::1%25en0]:5000         | [fe80::1%en0]:5000 | the zone is decoded
          ''                           | ''                | an empty key is a key
          """)
  void isHostAndPath(String written, String text, String reason) {
    assertThat(RegistryKey.parse(GoString.ofText(written)).map(RegistryKey::text))
        .as(reason)
        .contains(text.replace("HTTPS:///", "HTTPS://"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%zz",
        "reg.io:abc",
        "reg.io:80:80",
        "::1",
        "reg io",
        "reg.io\t",
        "r%65g.io",
        "[10.0.0.1]",
        "x[::1]",
        "[::1]x",
        "us er@reg.io",
        "us%zz@reg.io",
        "reg.io#%zz",
        "reg.io/%2",
        "re\\g.io",
        "{a}.io",
        "https://reg.io:x"
      })
  void isEmptyWhereTheKubeletSkipsTheKey(String written) {
    assertThat(RegistryKey.parse(GoString.ofText(written))).isEmpty();
  }

  @ParameterizedTest(name = "{3}: {0} and {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          reg.io           | reg.io/app            | true  | same host
          reg.io           | reg.io:443/app        | false | a port is not the same as none
          reg.io:443       | reg.io/app            | false | a port is not the same as none
          reg.io:0443      | reg.io:443/app        | false | ports are compared as text
          reg.io:          | reg.io/app            | true  | an empty port is none
          Reg.io           | reg.io/app            | false | case counts
          *.reg.io         | x.reg.io/app          | true  | a star stands for one label
          *.reg.io         | x.y.reg.io/app        | false | a star stands for one label
          r*g.io           | rg.io/app             | true  | a star may stand for nothing
          *e*g.*           | r-e-g.io/app          | true  | several stars
          reg.io/te        | reg.io/team/app       | true  | the path is a prefix of the text, not of components
          reg.io/team/     | reg.io/team           | false | the slash counts
          reg.io/te%2561m  | reg.io/team/app       | true  | decoded twice
          reg.io/team%3Fx  | reg.io/teams          | true  | what decodes to a query is dropped the second time
          reg.io/team%25   | reg.io/team           | false | what decodes to a broken escape matches nothing
          [::1]:5000       | [::1]:5000/app        | true  | IPv6 with port
          [::1]            | [::1]/app             | false | IPv6 without port is a character class
          [A::1]           | A/app                 | true  | IPv6 without port is a character class
          *                | [::1]/app             | true  | a star covers brackets
          *:5000           | [::1]:5000/app        | true  | with a port the brackets are gone
          *]               | [::1]/app             | true  | a closing bracket alone stands for itself
          *                | [1:2]/app             | false | an image whose host is no address matches nothing
          re_g.io          | re_g.io/app           | true  | the image has a path only, yet its text matches
          index.docker.io  | ubuntu                | false | the fallback is not a match of the key
          docker.io        | ubuntu                | true  | the normalised name counts
          """)
  void matchesAsTheKubeletDoes(String written, String image, boolean matches, String reason) {
    assertThat(RegistryKey.parse(written).orElseThrow().matches(Secrets.image(image)))
        .as(reason)
        .isEqualTo(matches);
  }

  @Test
  void ordersByBytesAndNotByChars() {
    RegistryKey bmp = key("reg.io/\uFFEE");
    RegistryKey astral = key("reg.io/\uD83D\uDE00");

    assertThat(bmp).isLessThan(astral);
    assertThat("\uFFEE").as("Java's own order").isGreaterThan("\uD83D\uDE00");
    assertThat(key("reg.io/team")).isGreaterThan(key("reg.io")).isLessThan(key("reg.io/team/"));
    assertThat(key("*.io")).isLessThan(key("0.io"));
  }

  @Test
  void isEqualByItsNormalisedText() {
    assertThat(key("https://reg.io/v1/")).isEqualTo(key("reg.io")).hasSameHashCodeAs(key("reg.io"));
    assertThat(key("reg.io:")).isNotEqualTo(key("reg.io"));
  }

  @Test
  void showsTextThatIsSafeToPrint() {
    RegistryKey key = key("reg.io/bücher%0A%3Cb%3E");

    assertThat(key.text()).isEqualTo("reg.io/bücher\\u000a\\u003cb\\u003e");
    assertThat(key("reg.io:5000/x").host()).isEqualTo("reg.io:5000");
    assertThat(key("reg.io/" + "x".repeat(1_000)).text()).hasSizeLessThan(300);
  }

  private static RegistryKey key(String written) {
    return RegistryKey.parse(GoString.ofText(written)).orElseThrow();
  }
}
