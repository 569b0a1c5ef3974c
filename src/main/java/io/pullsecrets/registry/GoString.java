package io.pullsecrets.registry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;

/**
 * Go's strings, which are rows of bytes, held in Java strings with one char for each byte.
 *
 * <p>Held like this, {@link String#compareTo} orders them as Go does (by bytes; Java's own order
 * differs beyond the basic plane) and percent-escapes decode byte by byte. Registry keys are such
 * strings from the moment they are read.
 */
final class GoString {

  private static final char REPLACEMENT = '\uFFFD';

  private GoString() {}

  /**
   * The bytes of {@code text} in UTF-8, where a lone surrogate counts as U+FFFD ({@code
   * unquoteBytes} of encoding/json).
   */
  static String ofText(String text) {
    StringBuilder paired = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> Character.getType(c) == Character.SURROGATE ? REPLACEMENT : c)
        .forEach(paired::appendCodePoint);
    return new String(paired.toString().getBytes(UTF_8), ISO_8859_1);
  }

  /** The text that the bytes stand for. */
  static String toText(String goString) {
    return decodeUtf8(goString.getBytes(ISO_8859_1));
  }

  /**
   * Decodes UTF-8 as Go does: each invalid byte becomes one U+FFFD, where Java makes one of several
   * bytes ({@code DecodeRune} of unicode/utf8).
   */
  static String decodeUtf8(byte[] bytes) {
    CharsetDecoder decoder =
        UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length); // no byte yields more than one char
    for (CoderResult result = decoder.decode(in, out, true);
        result.isError();
        result = decoder.decode(in, out, true)) {
      for (int i = 0; i < result.length(); i++) {
        in.get();
        out.put(REPLACEMENT);
      }
    }
    return out.flip().toString();
  }
}
