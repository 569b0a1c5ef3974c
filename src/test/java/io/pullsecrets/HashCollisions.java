package io.pullsecrets;

import java.util.List;
import java.util.stream.IntStream;

/** Strings that all have the same {@link String#hashCode}, as somebody could choose them. */
public final class HashCollisions {
  private HashCollisions() {}

  /**
   * All strings of so many blocks, two to the power of their number.
   *
   * @param one a block
   * @param other another one of the same length and hash
   */
  public static List<String> strings(String one, String other, int blocks) {
    if (one.length() != other.length() || one.hashCode() != other.hashCode()) {
      throw new IllegalArgumentException("no two blocks of the same length and hash");
    }
    return IntStream.range(0, 1 << blocks).mapToObj(i -> string(one, other, blocks, i)).toList();
  }

  private static String string(String one, String other, int blocks, int choice) {
    StringBuilder string = new StringBuilder();
    for (int block = 0; block < blocks; block++) {
      string.append((choice >> block & 1) == 0 ? one : other);
    }
    return string.toString();
  }
}
