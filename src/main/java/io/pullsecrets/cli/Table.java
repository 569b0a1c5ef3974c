package io.pullsecrets.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Lines of aligned columns, as kubectl prints them; the last column is as long as it is. */
final class Table {
  private static final int GAP = 3;

  private final List<List<String>> rows = new ArrayList<>();

  Table(String... titles) {
    rows.add(List.of(titles));
  }

  /** Adds a row. What could steer a terminal, such as a name from a file, shows as {@code ?}. */
  void row(String... cells) {
    rows.add(
        Arrays.stream(cells)
            .map(each -> each.isEmpty() ? "-" : each.replaceAll("[\\p{Cc}\\p{Cf}]", "?"))
            .toList());
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size() - 1; i++) {
        line.append(row.get(i)).append(" ".repeat(width(i) + GAP - row.get(i).length()));
      }
      text.append(line).append(row.get(row.size() - 1)).append('\n');
    }
    return text.toString();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
