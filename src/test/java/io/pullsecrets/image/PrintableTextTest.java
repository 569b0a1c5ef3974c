package io.pullsecrets.image;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PrintableTextTest {

  @Test
  void leavesReadableTextAlone() {
    assertThat(PrintableText.of("reg.io:5000/team/app_1-x bücher 例", 100))
        .isEqualTo("reg.io:5000/team/app_1-x bücher 例");
  }

  @Test
  void escapesWhatCouldEndALineHideOrPassForMarkup() {
    assertThat(PrintableText.of("a\n\0\u001b\u202e\u200b\u2028\u00a0<b>\"'&`\\\uD800", 200))
        .isEqualTo(
            "a\\u000a\\u0000\\u001b\\u202e\\u200b\\u2028\\u00a0\\u003cb\\u003e\\u0022\\u0027\\u0026\\u0060\\\\\\ud800");
  }

  @Test
  void cutsBetweenEscapesAndShowsIt() {
    assertThat(PrintableText.of("abcdef", 6)).isEqualTo("abcdef");
    assertThat(PrintableText.of("abcdefg", 6)).isEqualTo("abcdef…");
    assertThat(PrintableText.of("abc\n", 6)).isEqualTo("abc…");
  }

  @Test
  void shortensBetweenCharactersAndShowsIt() {
    assertThat(PrintableText.shortened("abcdef", 6)).isEqualTo("abcdef");
    assertThat(PrintableText.shortened("abcdefg", 6)).isEqualTo("abcde…");
    assertThat(PrintableText.shortened("abcd\uD83D\uDC33g", 6)).isEqualTo("abcd…");
    assertThat(PrintableText.shortened("abc\uD83D\uDC33gh", 6)).isEqualTo("abc\uD83D\uDC33…");
  }

  @Property(seed = "1")
  void isBoundedAndOnOneLineWhateverTheText(@ForAll String text) {
    String printable = PrintableText.of(text, 50);

    assertThat(printable).hasSizeLessThanOrEqualTo(51);
    assertThat(printable.chars()).noneMatch(c -> Character.isISOControl(c) || c == '<' || c == '>');
  }
}
