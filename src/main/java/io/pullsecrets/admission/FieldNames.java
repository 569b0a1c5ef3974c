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

  private final @Nullable String[] names;
  private final byte[][] spellings;
  private final int mask;

  /**
   * A set of names, of which {@link #find} gives back these very strings.
   *
   * @param names none of them empty
   */
  FieldNames(String... names) {
    int slots = Integer.highestOneBit(names.length) * 4;
    this.names = new String[slots];
    spellings = new byte[slots][];
    mask = slots - 1;
    for (String name : names) {
      byte[] spelling = name.getBytes(StandardCharsets.UTF_8);
      int slot = slot(spelling, 0, spelling.length);
      while (this.names[slot] != null) {
        slot = (slot + 1) & mask;
      }
      this.names[slot] = name;
      spellings[slot] = spelling;
    }
  }

  /** The name that a part of a text in UTF-8 spells, or {@link #OTHER}. */
  String find(byte[] text, int from, int to) {
    if (from == to) {
      return OTHER;
    }
    for (int slot = slot(text, from, to); ; slot = (slot + 1) & mask) {
      String name = names[slot];
      if (name == null) {
        return OTHER;
      }
      byte[] spelling = spellings[slot];
      if (Arrays.equals(spelling, 0, spelling.length, text, from, to)) {
        return name;
      }
    }
  }

  /** The same for a text that isn't at hand in UTF-8. */
  String find(String text) {
    byte[] spelling = text.getBytes(StandardCharsets.UTF_8);
    return find(spelling, 0, spelling.length);
  }

  private int slot(byte[] text, int from, int to) {
    int length = to - from;
    int hash = length * 31 + text[from];
    hash = hash * 31 + text[from + length / 2];
    hash = hash * 31 + text[to - 1];
    return (hash ^ (hash >>> 7)) & mask;
  }
}
