package io.pullsecrets.registry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Base64;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthFieldTest {

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          dTpw            | no padding needed
          dXNlcjpwdw==    | padded by two
          dXNlcjpwd2U=    | padded by one
          dXNlcjpwdw      | padding left out
          dXNlcjpwdx==    | unused bits set
          dXNlcjpwdx      | unused bits set, padding left out
          dTo/Pz8+        | the standard alphabet's signs
          'dXNl\ncjpwdw=\r\n=' | line breaks anywhere
          OnA=            | password only
          dTo=            | username only
          """)
  void readsWhatTheKubeletReads(String auth, String reason) throws UndecodableEntryException {
    assertThat(AuthField.decode(auth.translateEscapes()).isEmpty()).as(reason).isFalse();
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          dXNlcjpwdw=     | one = where two are due
          dTpw=           | = too many
          dTpw==          | two = too many
          dXNlcjpwdw===   | three =
          dXNl=cjpw       | = in the middle
          dTpw=dTpw       | = in the middle of two units
          dTpwd           | a unit of one character
          =               | nothing but =
          ====            | nothing but =
          dTo_Pz8-        | URL-safe alphabet
          'dTpw '         | space behind
          ' dTpw'         | space in front
          'dTpw\t'        | tab
          dTpwé           | not ASCII
          dTpw例          | beyond ISO-8859-1
          u:p             | not encoded
          dXNlcg==        | no colon
          '\n'            | nothing, hence no colon
          """)
  void refusesWhatTheKubeletRefuses(String auth, String reason) {
    assertThatExceptionOfType(UndecodableEntryException.class)
        .as(reason)
        .isThrownBy(() -> AuthField.decode(auth.translateEscapes()))
        .satisfies(e -> assertThat(e).hasNoCause());
  }

  @Property(seed = "1")
  void theUsernameEndsAtTheFirstColon(@ForAll String username, @ForAll String password)
      throws UndecodableEntryException {
    Assume.that(username.indexOf(':') < 0);
    byte[] pair = (username + ":" + password).getBytes(UTF_8);
    Credential expected =
        new Credential(
            new String(username.getBytes(UTF_8), ISO_8859_1),
            new String(password.getBytes(UTF_8), ISO_8859_1));

    assertThat(AuthField.decode(Base64.getEncoder().encodeToString(pair))).isEqualTo(expected);
    assertThat(AuthField.decode(Base64.getMimeEncoder().withoutPadding().encodeToString(pair)))
        .isEqualTo(expected);
  }

  @Test
  void aCredentialIsEmptyOnlyIfNothingStandsOnEitherSideOfTheColon()
      throws UndecodableEntryException {
    assertThat(AuthField.decode("Og==").isEmpty()).isTrue(); // :
    assertThat(AuthField.decode("Ojo=").isEmpty()).isFalse(); // ::
  }
}
