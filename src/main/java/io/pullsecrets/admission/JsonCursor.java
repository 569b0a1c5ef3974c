package io.pullsecrets.admission;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks a JSON document (RFC 8259) in UTF-8 forward, field by field, without keeping any of it. A
 * value of another type than the one asked for is passed over and counts as missing.
 *
 * <p>The document is held to the grammar as far as it is read. An object or array that is passed
 * over ends with its bracket; whether what lies between is well-formed is left to whoever needs it.
 * Bytes in a string that are no UTF-8 become U+FFFD, as does an escape that is half a character.
 *
 * <p>A parser for all purposes turns each name into a string, and remembers it or pays for it anew.
 * Of a pod's names one in twenty matters, and this class stands in the way of every pod (see
 * docs/decisions/012-own-json-reader.md).
 */
final class JsonCursor {
  /** Stands for the byte behind the last, and is malformed itself wherever that would be. */
  private static final byte END = 0;

  // Most of a review is passed over. Eight bytes at once, without a branch for each string and
  // bracket, take a fraction of the time.
  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = ONES << 7;
  private static final long LOW_BITS = ~HIGH_BITS;
  private static final long QUOTES = ONES * '"';
  private static final long BACKSLASHES = ONES * '\\';
  private static final long SPACES = ONES * ' ';

  // Brackets and braces differ by one bit, that of a space.
  private static final long OPENING = ONES * '{';
  private static final long CLOSING = ONES * '}';

  private static final char REPLACEMENT = '\uFFFD';
  private static final int UNICODE_ESCAPE = "\\u0000".length();
  private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
  private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
  private static final byte[] NULL = {'n', 'u', 'l', 'l'};

  private final byte[] json;
  private final FieldNames names;
  private final @Nullable List<Gap> gaps;

  /** The next byte to be read. */
  private int at;

  /** Whether an array or object has just been entered, so that no comma is due. */
  private boolean first;

  /** The string that was last passed, without its quotes, and whether it has escapes. */
  private int from;

  private int to;
  private boolean escaped;

  /**
   * A cursor before the document's only value.
   *
   * @param json the document; it isn't changed or kept
   * @param names those that {@link #nextField} tells from others
   */
  JsonCursor(byte[] json, FieldNames names) {
    this(json, names, null);
  }

  /**
   * A cursor that notes what {@link #skip} and {@link #skipRest} pass over, and what {@link #note}
   * is told of.
   *
   * @param gaps gets the first {@link Gap#MAX} of them, if not null
   */
  JsonCursor(byte[] json, FieldNames names, @Nullable List<Gap> gaps) {
    this.json = json;
    this.names = names;
    this.gaps = gaps;
  }

  /** Goes to the next value; true and inside of it if it is an object, else past it. */
  boolean enterObject() throws InvalidReviewException {
    return enter('{');
  }

  /**
   * The name of the current object's next field, {@link FieldNames#OTHER} if it is none of the
   * known ones, or null at the object's end.
   */
  @Nullable String nextField() throws InvalidReviewException {
    if (!goesOn('}')) {
      return null;
    }
    passString();
    String name = escaped ? names.find(unescaped()) : names.find(json, from, to);
    at = past(':', at);
    return name;
  }

  /** The next value, if it is a string. */
  @Nullable String text() throws InvalidReviewException {
    return passText() ? passedText() : null;
  }

  /** Passes the next value over; tells whether it is a string. */
  boolean passText() throws InvalidReviewException {
    at = pastSpace(at);
    if (byteAt(at) != '"') {
      at = pastValue(at);
      return false;
    }
    passString();
    return true;
  }

  /** The string that {@link #nextField} or {@link #passText} has passed last. */
  String passedText() {
    return escaped ? unescaped() : new String(json, from, to - from, StandardCharsets.UTF_8);
  }

  /** How many bytes in UTF-8 {@link #passedText} has; half a character counts as two. */
  int passedBytes() {
    int bytes = to - from;
    int i = escaped ? pastPlain(from) : to;
    while (i < to) {
      int length = json[i + 1] == 'u' ? UNICODE_ESCAPE : 2;
      bytes -= length - (length == 2 ? 1 : Utf8.length(unicodeEscape(i)));
      i = pastPlain(i + length);
    }
    return bytes;
  }

  private char unicodeEscape(int start) {
    int unit = 0;
    for (int i = start + 2; i < start + UNICODE_ESCAPE; i++) {
      unit = unit << 4 | Character.digit(json[i], 16);
    }
    return (char) unit;
  }

  /** Passes the next value over. */
  void skip() throws InvalidReviewException {
    int start = at;
    at = pastValue(at);
    addGap(Gap.Kind.VALUE, start, at, 0);
  }

  /** Passes over what is left of the object that was entered last and isn't over. */
  void skipRest() throws InvalidReviewException {
    int start = at;
    at = pastBrackets(at);
    addGap(Gap.Kind.REST, start, at, 0);
  }

  /** Notes the string that {@link #text} or {@link #passText} has passed last, with its quotes. */
  void note(Gap.Kind kind) {
    addGap(kind, from - 1, to + 1, 0);
  }

  /** The same for one of which only {@link #passedBytes} counts, given here. */
  void note(int bytes) {
    addGap(Gap.Kind.LENGTH, from - 1, to + 1, bytes);
  }

  private void addGap(Gap.Kind kind, int start, int end, int bytes) {
    if (gaps != null && gaps.size() < Gap.MAX) {
      gaps.add(new Gap(kind, start, end, bytes));
    }
  }

  /** The next byte to be read. */
  int position() {
    return at;
  }

  /** Makes that the next byte to be read, where a {@link Gap} begins. */
  void goTo(int position) {
    at = position;
  }

  /** Has each object in the next value read, if that is an array; tells whether it is one. */
  boolean eachObject(ObjectReader reader) throws InvalidReviewException {
    if (!enter('[')) {
      return false;
    }
    while (goesOn(']')) {
      if (enterObject()) {
        reader.read();
      }
    }
    return true;
  }

  /** Whether the document is over. */
  boolean atEnd() {
    return pastSpace(at) == json.length;
  }

  private boolean enter(char start) throws InvalidReviewException {
    at = pastSpace(at);
    if (byteAt(at) != start) {
      at = pastValue(at);
      return false;
    }
    at++;
    first = true;
    return true;
  }

  /** Whether the array or object that was entered last has another element; else goes past it. */
  private boolean goesOn(char end) throws InvalidReviewException {
    at = pastSpace(at);
    boolean over = byteAt(at) == end;
    if (over) {
      at++;
    } else if (!first) {
      at = past(',', at);
    }
    first = false;
    return !over;
  }

  private void passString() throws InvalidReviewException {
    from = past('"', at);
    int plain = pastPlain(from);
    at = pastStringEnd(plain);
    to = at - 1;
    escaped = plain != to;
  }

  // From here on each method is given where to start, and returns where it ended.

  private int pastValue(int start) throws InvalidReviewException {
    int i = pastSpace(start);
    return switch (byteAt(i)) {
      case '"' -> pastString(i + 1);
      case '{', '[' -> pastBrackets(i + 1);
      case 't' -> pastLiteral(TRUE, i);
      case 'f' -> pastLiteral(FALSE, i);
      case 'n' -> pastLiteral(NULL, i);
      default -> pastNumber(i);
    };
  }

  /** Past an object or array whose opening bracket has been passed. */
  private int pastBrackets(int start) throws InvalidReviewException {
    int open = 1;
    long inString = 0; // or else all bits
    long escapedFirst = 0; // or else the high bit of a first byte that a backslash precedes
    for (int i = start; i < json.length; i += Long.BYTES) {
      long eight = eightBytes(json, i);
      long low = eight & LOW_BITS;
      long ascii = ~eight & HIGH_BITS;
      long quotes = equal(low, QUOTES) & ascii;
      long backslashes = equal(low, BACKSLASHES) & ascii;
      if ((backslashes | escapedFirst) != 0) {
        long escaping = escaping(backslashes & ~escapedFirst);
        quotes &= ~(escaping << Byte.SIZE | escapedFirst);
        escapedFirst = escaping >>> (Long.SIZE - Byte.SIZE);
      }
      long strings = oddCounts(quotes) ^ inString;
      inString = strings >> (Long.SIZE - 1);
      long outside = ascii & ~strings;
      long opening = equal(low | SPACES, OPENING) & outside;
      long closing = equal(low | SPACES, CLOSING) & outside;
      int closed = Long.bitCount(closing);
      if (closed >= open) {
        int end = end(open, opening, closing);
        if (end >= 0) {
          return i + end;
        }
      }
      open += Long.bitCount(opening) - closed;
    }
    throw malformed(json.length);
  }

  /** The bytes of a text from this one on, the first lowest; zeros behind the last. */
  static long eightBytes(byte[] text, int index) {
    if (index <= text.length - Long.BYTES) {
      return (long) EIGHT_BYTES.get(text, index);
    }
    return (long) EIGHT_BYTES.get(Arrays.copyOfRange(text, index, index + Long.BYTES), 0);
  }

  /** Those of the backslashes that aren't themselves behind one. */
  private static long escaping(long backslashes) {
    long escaping = 0;
    long left = backslashes;
    while (left != 0) {
      long next = Long.lowestOneBit(left);
      escaping |= next;
      left &= ~(next | (next << Byte.SIZE));
    }
    return escaping;
  }

  /** How many of eight bytes there are up to the one that closes the last bracket, or -1. */
  private static int end(int open, long opening, long closing) {
    int left = open;
    long brackets = opening | closing;
    while (brackets != 0) {
      long next = Long.lowestOneBit(brackets);
      left += (next & opening) != 0 ? 1 : -1;
      if (left == 0) {
        return Long.numberOfTrailingZeros(next) / Byte.SIZE + 1;
      }
      brackets ^= next;
    }
    return -1;
  }

  /**
   * The high bit of each of eight bytes, given without their own, that is equal to the one of
   * others, which are ASCII; the other bits mean nothing.
   */
  private static long equal(long low, long others) {
    return ~((low ^ others) + LOW_BITS);
  }

  /**
   * The high bit of each byte for which an odd number of high bits is set, up to its own; the other
   * bits mean nothing.
   */
  private static long oddCounts(long highBits) {
    return ((highBits >>> 7) * ONES) << 7; // Each byte of the product is the sum up to its own.
  }

  /** Past a string whose opening quote has been passed. */
  private int pastString(int start) throws InvalidReviewException {
    return pastStringEnd(pastPlain(start));
  }

  private int pastStringEnd(int start) throws InvalidReviewException {
    int i = start;
    while (byteAt(i) == '\\') {
      i = pastPlain(pastEscape(i + 1));
    }
    if (byteAt(i) != '"') {
      throw malformed(i);
    }
    return i + 1;
  }

  /** Past those bytes of a string that are neither its closing quote, an escape nor malformed. */
  private int pastPlain(int start) {
    int i = start;
    while (i <= json.length - Long.BYTES) {
      long eight = (long) EIGHT_BYTES.get(json, i);
      long special = zeros(eight ^ QUOTES) | zeros(eight ^ BACKSLASHES) | controls(eight);
      if (special != 0) {
        return i + Long.numberOfTrailingZeros(special) / Byte.SIZE;
      }
      i += Long.BYTES;
    }
    while (i < json.length && json[i] != '"' && json[i] != '\\' && (json[i] & 0xff) >= ' ') {
      i++;
    }
    return i;
  }

  /** The lowest bit that is set tells the first of eight bytes that is zero. */
  private static long zeros(long eight) {
    return (eight - ONES) & ~eight & HIGH_BITS;
  }

  /** The same for the first that is less than a space. */
  private static long controls(long eight) {
    return (eight - SPACES) & ~eight & HIGH_BITS;
  }

  private int pastEscape(int start) throws InvalidReviewException {
    switch (byteAt(start)) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
        return start + 1;
      }
      case 'u' -> {
        for (int i = start + 1; i <= start + 4; i++) {
          if (Character.digit(byteAt(i), 16) < 0) {
            throw malformed(i);
          }
        }
        return start + 5;
      }
      default -> throw malformed(start);
    }
  }

  private int pastLiteral(byte[] literal, int start) throws InvalidReviewException {
    int end = start + literal.length;
    if (end > json.length || !Arrays.equals(literal, 0, literal.length, json, start, end)) {
      throw malformed(start);
    }
    return end;
  }

  private int pastNumber(int start) throws InvalidReviewException {
    int i = byteAt(start) == '-' ? start + 1 : start;
    i = byteAt(i) == '0' ? i + 1 : pastDigits(i);
    if (byteAt(i) == '.') {
      i = pastDigits(i + 1);
    }
    if (byteAt(i) == 'e' || byteAt(i) == 'E') {
      i++;
      i = pastDigits(byteAt(i) == '+' || byteAt(i) == '-' ? i + 1 : i);
    }
    return i;
  }

  private int pastDigits(int start) throws InvalidReviewException {
    int i = start;
    while (byteAt(i) >= '0' && byteAt(i) <= '9') {
      i++;
    }
    if (i == start) {
      throw malformed(i);
    }
    return i;
  }

  private int past(char wanted, int start) throws InvalidReviewException {
    int i = pastSpace(start);
    if (byteAt(i) != wanted) {
      throw malformed(i);
    }
    return i + 1;
  }

  private int pastSpace(int start) {
    int i = start;
    while (isSpace(byteAt(i))) {
      i++;
    }
    return i;
  }

  private static boolean isSpace(byte b) {
    return b <= ' ' && (b == ' ' || b == '\n' || b == '\r' || b == '\t');
  }

  private byte byteAt(int index) {
    return index < json.length ? json[index] : END;
  }

  private static InvalidReviewException malformed(int index) {
    // Where, not what: the body may hold secrets.
    return new InvalidReviewException("the body is not JSON at byte " + index);
  }

  /** The string that was passed last, its escapes, which are well-formed, resolved. */
  private String unescaped() {
    String raw = new String(json, from, to - from, StandardCharsets.UTF_8);
    StringBuilder text = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '\\') {
        c = raw.charAt(++i);
        switch (c) {
          case 'b' -> c = '\b';
          case 'f' -> c = '\f';
          case 'n' -> c = '\n';
          case 'r' -> c = '\r';
          case 't' -> c = '\t';
          case 'u' -> {
            c = (char) Integer.parseInt(raw, i + 1, i + 5, 16);
            i += 4;
          }
          default -> {} // The quote, backslash or slash itself.
        }
      }
      text.append(c);
    }
    StringBuilder whole = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> Character.getType(c) == Character.SURROGATE ? REPLACEMENT : c)
        .forEach(whole::appendCodePoint);
    return whole.toString();
  }

  /** Reads an object's fields up to its end, having been entered. */
  interface ObjectReader {
    void read() throws InvalidReviewException;
  }
}
