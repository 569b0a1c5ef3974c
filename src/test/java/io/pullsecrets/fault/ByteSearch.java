package io.pullsecrets.fault;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Looks for many short sequences of bytes in a large file. */
final class ByteSearch {
  private static final int BLOCK = 1 << 20;

  private final Map<String, List<byte[]>> sought;
  private final boolean[] begins = new boolean[1 << 16];
  private final int longest;

  /**
   * @param sought by what they are; each has two bytes at least
   */
  ByteSearch(Map<String, List<byte[]>> sought) {
    this.sought = Map.copyOf(sought);
    int most = 0;
    for (List<byte[]> all : sought.values()) {
      for (byte[] each : all) {
        begins[twoBytes(each, 0)] = true;
        most = Math.max(most, each.length);
      }
    }
    longest = most;
  }

  /** How often each is there; without those that aren't. */
  SortedMap<String, Integer> in(Path file) throws IOException {
    SortedMap<String, Integer> found = new TreeMap<>();
    byte[] buffer = new byte[BLOCK + longest];
    int kept = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      while (true) {
        int read = in.readNBytes(buffer, kept, BLOCK);
        int end = kept + read;
        boolean last = read < BLOCK;
        int searched = last ? end : end - longest;
        for (int i = 0; i < searched && i + 1 < end; i++) {
          if (begins[twoBytes(buffer, i)]) {
            count(buffer, i, end, found);
          }
        }
        if (last) {
          return found;
        }
        System.arraycopy(buffer, searched, buffer, 0, end - searched);
        kept = end - searched;
      }
    }
  }

  private void count(byte[] buffer, int at, int end, Map<String, Integer> found) {
    sought.forEach(
        (name, all) -> {
          for (byte[] each : all) {
            if (at + each.length <= end
                && Arrays.equals(buffer, at, at + each.length, each, 0, each.length)) {
              found.merge(name, 1, Integer::sum);
            }
          }
        });
  }

  private static int twoBytes(byte[] bytes, int at) {
    return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
  }
}
