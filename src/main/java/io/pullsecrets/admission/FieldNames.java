package io.pullsecrets.admission;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A fixed set of field names, looked up by their bytes. Other names, which strangers choose, are
 * neither kept nor turned into strings.
 */
final class FieldNames {
  /** Stands for every name that isn't in the set. No field that matters has the empty name. */
  static final String OTHER = "";

  private static final long MIX = 0x9e37_79b9_7f4a_7c15L;

  private final @Nullable String[] names;
  private final byte[][] spellings;

  /** What each spelling begins with ({@link #start}): tells nearly all names apart. */
  private final long[] starts;

  private final int mask;

  /**
   * A set of names, of which {@link #find} gives back these very strings.
   *
   * @param names none of them empty
   */
  FieldNames(String... names) {
    int slots = Integer.highestOneBit(names.length | 1) * 4;
    this.names = new String[slots];
    spellings = new byte[slots][];
    starts = new long[slots];
    mask = slots - 1;
    for (String name : names) {
      byte[] spelling = name.getBytes(StandardCharsets.UTF_8);
      long start = start(spelling, 0, spelling.length);
      int slot = slot(start, spelling.length);
      while (this.names[slot] != null) {
        slot = (slot + 1) & mask;
      }
      this.names[slot] = name;
      spellings[slot] = spelling;
      starts[slot] = start;
    }
  }

  /** The name that a part of a text in UTF-8 spells, or {@link #OTHER}. */
  String find(byte[] text, int from, int to) {
    int length = to - from;
    if (length == 0) {
      return OTHER;
    }
    long start = start(text, from, to);
    for (int slot = slot(start, length); ; slot = (slot + 1) & mask) {
      String name = names[slot];
      if (name == null) {
        return OTHER;
      }
      byte[] spelling = spellings[slot];
      if (starts[slot] == start
          && spelling.length == length
          && (length <= Long.BYTES
              || Arrays.equals(spelling, Long.BYTES, length, text, from + Long.BYTES, to))) {
        return name;
      }
    }
  }

  /** The same for a text that isn't at hand in UTF-8. */
  String find(String text) {
    byte[] spelling = text.getBytes(StandardCharsets.UTF_8);
    return find(spelling, 0, spelling.length);
  }

  /** The first eight bytes, or all there are and zeros. */
  private static long start(byte[] text, int from, int to) {
    long eight = JsonCursor.eightBytes(text, from);
    int length = to - from;
    return length < Long.BYTES ? eight & ((1L << (length * Byte.SIZE)) - 1) : eight;
  }

  private int slot(long start, int length) {
    long hash = (start + length) * MIX;
    return (int) (hash >>> 48) & mask;
  }
}
