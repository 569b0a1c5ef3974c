package io.pullsecrets.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostPatternTest {

  @Property(tries = 5_000, seed = "1")
  void matchesLabelByLabel(@ForAll("globs") String pattern, @ForAll("hosts") String host) {
    boolean expected =
        Pattern.matches(
            Arrays.stream(pattern.split("\\.", -1))
                .map(label -> label.replace("*", "[^.]*"))
                .collect(Collectors.joining("\\.")),
            host);

    assertThat(HostPattern.compile(pattern).orElseThrow().matches(host)).isEqualTo(expected);
  }

  @Provide
  Arbitrary<String> globs() {
    return Arbitraries.strings().withChars("ab*.").ofMaxLength(8);
  }

  @Provide
  Arbitrary<String> hosts() {
    return Arbitraries.strings().withChars("ab.").ofMaxLength(8);
  }

  @Test
  void aClassMatchesOneCharacterOfASetWithRanges() {
    HostPattern pattern = HostPattern.compile("[::1%A-C]x*").orElseThrow();

    assertThat(pattern.matches("Bx")).isTrue();
    assertThat(pattern.matches("1xyz")).isTrue();
    assertThat(pattern.matches("Dx")).isFalse();
    assertThat(pattern.matches("x")).isFalse();
    assertThat(pattern.isLiteral()).isFalse();
  }

  @Test
  void aRangeOverTheDotDoesNotMatchOne() {
    assertThat(HostPattern.compile("[::1%+-0]a").orElseThrow().matches(".a")).isFalse();
    assertThat(HostPattern.compile("[::1%+-0]a").orElseThrow().matches("/a")).isTrue();
  }

  @Test
  void aStarInAClassIsItself() {
    HostPattern pattern = HostPattern.compile("[::1%*]").orElseThrow();

    assertThat(pattern.matches("*")).isTrue();
    assertThat(pattern.matches("ab")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[", "[]", "[a", "[a-", "[a-]", "[-a]", "[::ffff:1.2.3.4]", "a.[b", "*[", "[a]["})
  void aBadPatternMatchesNothing(String pattern) {
    assertThat(HostPattern.compile(pattern)).isEmpty();
  }
}
