package io.pullsecrets.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {

  private static final String HEX64 = "0123456789abcdef".repeat(4);

  @ParameterizedTest(name = "{2}: {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ubuntu                 | docker.io/library/ubuntu     | a short name is an official image of Docker Hub
          ubuntu:22.04           | docker.io/library/ubuntu     | the tag is no part of the name
          me/app                 | docker.io/me/app             | without dot or port the first component is a user of Docker Hub
          docker.io/ubuntu       | docker.io/library/ubuntu     | official images get their folder on docker.io
          index.docker.io/me/app | docker.io/me/app             | the old name of Docker Hub
          index.docker.io/ubuntu | docker.io/library/ubuntu     | the old name of Docker Hub, official image
          docker.io:443/ubuntu   | docker.io:443/ubuntu         | with a port it is not Docker Hub
          localhost/app          | localhost/app                | localhost is a registry
          localhost:5000         | docker.io/library/localhost  | without a slash a number is a tag
          REG/app                | REG/app                      | an upper-case letter makes a registry
          A/app                  | A/app                        | the first upper-case letter
          Z/app                  | Z/app                        | the last upper-case letter
          az09/z9a0              | docker.io/az09/z9a0          | the first and last of lower-case letters and digits
          reg.io/a/b/c           | reg.io/a/b/c                 | any number of components
          reg.io:5000/app:1      | reg.io:5000/app              | port and tag
          [::1]:5000/app         | [::1]:5000/app               | an IPv6 address
          [1:2]/app              | [1:2]/app                    | what is in brackets is not checked to be an address
          re_g.io/app            | re_g.io/app                  | no host may hold an underscore, so all of it is a path
          a__b/c--d/e.f/g_h      | docker.io/a__b/c--d/e.f/g_h  | all separators
          """)
  void nameIsWhatTheKubeletLooksUp(String reference, String name, String reason)
      throws InvalidImageReferenceException {
    assertThat(ImageReference.parse(reference).name()).as(reason).isEqualTo(name);
  }

  @ParameterizedTest(name = "{1}: {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                    | empty
          ' '                   | blank
          ' ubuntu'             | leading space
          ubuntu:               | empty tag
          ubuntu@               | empty digest
          ubuntu:-x             | a tag begins with a letter, digit or underscore
          ubuntu:a:b            | two tags
          UPPER                 | upper case in the repository
          reg.io/App            | upper case in the repository
          reg.io/               | no repository
          /app                  | no registry
          reg.io//app           | empty component
          reg.io/app/           | trailing slash
          reg.io:/app           | empty port
          reg.io:x/app          | port with a letter
          -reg.io/app           | label begins with a dash
          reg-.io/app           | label ends in a dash
          reg..io/app           | empty label
          re_g.io:5000/app      | underscore and port
          RE_G.io/app           | underscore and upper case
          []:5000/app           | empty brackets
          [::1/app              | open bracket
          [::1]x/app            | text behind the brackets
          [::ffff:1.2.3.4]/app  | dots in brackets
          https://reg.io/app    | scheme
          user@reg.io/app       | user information
          a___b/c               | three underscores
          a._b/c                | two different separators
          a-/b                  | trailing separator
          réf.io/app            | not ASCII
          a@sha256:abc          | digest too short
          a@md5:0123456789abcdef0123456789abcdef | algorithm that the kubelet doesn't have
          ${IMAGE}              | a variable left over
          """)
  void refusesWhatTheKubeletRefuses(String reference, String reason) {
    assertThatExceptionOfType(InvalidImageReferenceException.class)
        .as(reason)
        .isThrownBy(() -> ImageReference.parse(reference))
        .withMessageStartingWith(
            "invalid image reference \"" + PrintableText.of(reference, 200) + "\": ");
  }

  @Test
  void readsTagAndDigest() throws InvalidImageReferenceException {
    ImageReference image = ImageReference.parse("reg.io/app:1.2@sha256:" + HEX64);

    assertThat(image.registry()).isEqualTo("reg.io");
    assertThat(image).hasToString("reg.io/app:1.2@sha256:" + HEX64);
    assertThat(ImageReference.parse("app")).hasToString("docker.io/library/app");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sha256:64", "sha384:96", "sha512:128"})
  void digestHasTheExactLengthOfItsAlgorithmInLowerCase(String algorithmAndLength)
      throws InvalidImageReferenceException {
    int colon = algorithmAndLength.indexOf(':');
    String prefix = "app@" + algorithmAndLength.substring(0, colon + 1);
    int length = Integer.parseInt(algorithmAndLength.substring(colon + 1));

    assertThat(ImageReference.parse(prefix + "a".repeat(length)))
        .hasToString("docker.io/library/" + prefix + "a".repeat(length));
    assertRefused(prefix + "a".repeat(length - 1));
    assertRefused(prefix + "a".repeat(length + 1));
    assertRefused(prefix + "A".repeat(length));
    assertRefused(prefix + "g".repeat(length));
  }

  @Test
  void sixtyFourHexadecimalDigitsAreAnImageIdUnlessMoreFollows()
      throws InvalidImageReferenceException {
    assertRefused(HEX64);
    assertThat(ImageReference.parse(HEX64 + ":1").name()).isEqualTo("docker.io/library/" + HEX64);
    assertThat(ImageReference.parse("a" + HEX64).name()).isEqualTo("docker.io/library/a" + HEX64);
  }

  @Test
  void pathHasAtMost255CharactersOfWhichLibraryIsAPart() throws InvalidImageReferenceException {
    assertThat(ImageReference.parse("reg.io/" + "a".repeat(255))).isNotNull();
    assertRefused("reg.io/" + "a".repeat(256));
    assertThat(ImageReference.parse("a".repeat(247))).isNotNull();
    assertRefused("a".repeat(248));
    assertThat(ImageReference.parse("re_g.io/" + "a".repeat(247))).isNotNull();
    assertRefused("re_g.io/" + "a".repeat(248));
    assertThat(ImageReference.parse("a".repeat(300) + ".io/app"))
        .as("the host has no limit")
        .isNotNull();
  }

  @Test
  void referencesAreEqualIfNameTagAndDigestAre() throws InvalidImageReferenceException {
    ImageReference image = ImageReference.parse("app:1@sha256:" + HEX64);

    assertThat(ImageReference.parse("docker.io/library/app:1@sha256:" + HEX64)).isEqualTo(image);
    assertThat(ImageReference.parse("other:1@sha256:" + HEX64)).isNotEqualTo(image);
    assertThat(ImageReference.parse("app:2@sha256:" + HEX64)).isNotEqualTo(image);
    assertThat(ImageReference.parse("app:1@sha256:" + "a".repeat(64))).isNotEqualTo(image);
  }

  @Test
  void theReasonTellsUpperCaseFromOtherMistakes() {
    assertThatExceptionOfType(InvalidImageReferenceException.class)
        .isThrownBy(() -> ImageReference.parse("reg.io/App"))
        .withMessageContaining("lower case");
    assertThatExceptionOfType(InvalidImageReferenceException.class)
        .isThrownBy(() -> ImageReference.parse("reg.io/a..b"))
        .satisfies(e -> assertThat(e).hasMessageNotContaining("lower case"));
  }

  @Test
  void tagHasAtMost128Characters() throws InvalidImageReferenceException {
    assertThat(ImageReference.parse("app:" + "a".repeat(128))).isNotNull();
    assertRefused("app:" + "a".repeat(129));
  }

  @ParameterizedTest
  @MethodSource("hostileReferences")
  void hostileReferencesEndInTheTypedExceptionWithAShortPrintableMessage(String reference) {
    assertThatExceptionOfType(InvalidImageReferenceException.class)
        .isThrownBy(() -> ImageReference.parse(reference))
        .satisfies(
            e ->
                assertThat(e.getMessage())
                    .hasSizeLessThan(400)
                    .matches(message -> message.chars().noneMatch(Character::isISOControl)));
  }

  static Stream<String> hostileReferences() {
    return Stream.of(
        "\0",
        "reg.io/app\n",
        "app\u0000",
        "\u202Eapp",
        "\uD800",
        "<script>",
        "a".repeat(3_000),
        "a/".repeat(500_000) + "a",
        "a-".repeat(500_000),
        "a.".repeat(500_000) + "/a",
        "[" + ":".repeat(1_000_000) + "]",
        "app:" + "a".repeat(1_000_000),
        "app@sha256:" + "a".repeat(1_000_000),
        "\n".repeat(1_000_000));
  }

  @Property(seed = "1")
  void everyTextParsesOrIsRefusedAndANameIsItsOwnNormalForm(
      @ForAll("looksLikeImages") String reference) {
    ImageReference image;
    try {
      image = ImageReference.parse(reference);
    } catch (InvalidImageReferenceException e) {
      return;
    }
    assertThat(parse(image.toString())).isEqualTo(image).hasSameHashCodeAs(image);
    assertThat(parse(image.name()).name()).isEqualTo(image.name());
    assertThat(image.name()).startsWith(image.registry() + "/");
  }

  @Provide
  Arbitrary<String> looksLikeImages() {
    return Arbitraries.strings().withChars("aB0._-/:@[]\u00e9 ").ofMaxLength(20);
  }

  private static ImageReference parse(String reference) {
    try {
      return ImageReference.parse(reference);
    } catch (InvalidImageReferenceException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertRefused(String reference) {
    assertThatExceptionOfType(InvalidImageReferenceException.class)
        .isThrownBy(() -> ImageReference.parse(reference));
  }
}
