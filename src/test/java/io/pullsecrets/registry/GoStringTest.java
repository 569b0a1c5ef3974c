package io.pullsecrets.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class GoStringTest {

  @Test
  void aLoneSurrogateCountsAsTheReplacementCharacter() {
    assertThat(GoString.ofText("a\uD800b\uDC00\uD800"))
        .isEqualTo(GoString.ofText("a\uFFFDb\uFFFD\uFFFD"));
    assertThat(GoString.toText(GoString.ofText("\uD83D\uDE00"))).isEqualTo("\uD83D\uDE00");
  }

  @Property(seed = "1")
  void textSurvivesTheWayToBytesAndBack(@ForAll String text) {
    assertThat(GoString.toText(GoString.ofText(text)))
        .isEqualTo(text.replaceAll("\\p{Cs}", "\uFFFD"));
  }

  @Property(tries = 5_000, seed = "1")
  void eachInvalidByteBecomesOneReplacementCharacter(@ForAll("nearlyUtf8") byte[] bytes) {
    assertThat(GoString.decodeUtf8(bytes)).isEqualTo(decodeBytewise(bytes));
  }

  /** Bytes that begin, continue and break sequences, rather than any bytes. */
  @Provide
  Arbitrary<byte[]> nearlyUtf8() {
    return Arbitraries.of(
            0x41, 0x22, 0x7f, 0x80, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc3, 0xdf, 0xe0, 0xe2, 0xed,
            0xef, 0xf0, 0xf3, 0xf4, 0xf5, 0xff, 0x82, 0x8f, 0x90)
        .map(Integer::byteValue)
        .array(byte[].class)
        .ofMaxSize(8);
  }

  /**
   * Go's rule, as plainly as can be: the valid sequence that begins here, or one byte gone wrong.
   */
  private static String decodeBytewise(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    int i = 0;
    while (i < bytes.length) {
      int length = 1;
      String decoded = "\uFFFD";
      for (int n = 1; n <= 4 && i + n <= bytes.length; n++) {
        String candidate = new String(bytes, i, n, UTF_8);
        if (candidate.codePointCount(0, candidate.length()) == 1 && !candidate.equals("\uFFFD")) {
          decoded = candidate;
          length = n;
          break;
        }
      }
      text.append(decoded);
      i += length;
    }
    return text.toString();
  }
}
