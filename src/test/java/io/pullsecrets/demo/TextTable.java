package io.pullsecrets.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A table in plain text: aligned columns of bounded width, in which longer text is wrapped. */
final class TextTable {
  private static final String GAP = "  ";

  private record Column(String title, int maximum, boolean right) {}

  private final List<Column> columns = new ArrayList<>();
  private final List<List<List<String>>> rows = new ArrayList<>();

  /** Adds a column at the right end. */
  TextTable column(String title, int maximum) {
    columns.add(new Column(title, maximum, false));
    return this;
  }

  /** Adds a column at the right end whose text stands at its right side. */
  TextTable rightColumn(String title, int maximum) {
    columns.add(new Column(title, maximum, true));
    return this;
  }

  /** Adds a row at the bottom: for each column the lines of its cell. */
  @SafeVarargs
  @SuppressWarnings("varargs")
  final TextTable row(List<String>... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          cells.length + " cells for " + columns.size() + " columns");
    }
    List<List<String>> row = new ArrayList<>();
    for (int i = 0; i < cells.length; i++) {
      int width = columns.get(i).maximum;
      row.add(cells[i].stream().flatMap(line -> wrap(line, width).stream()).toList());
    }
    rows.add(row);
    return this;
  }

  @Override
  public String toString() {
    int[] widths = IntStream.range(0, columns.size()).map(this::width).toArray();
    StringBuilder text = new StringBuilder();
    line(text, widths, columns.stream().map(Column::title).toList());
    line(text, widths, IntStream.of(widths).mapToObj("-"::repeat).toList());
    for (List<List<String>> row : rows) {
      int height = row.stream().mapToInt(List::size).max().orElse(0);
      for (int i = 0; i < height; i++) {
        int line = i;
        line(
            text,
            widths,
            row.stream().map(cell -> line < cell.size() ? cell.get(line) : "").toList());
      }
    }
    return text.toString();
  }

  /** Breaks text at spaces, else after a slash, else anywhere. */
  static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    String rest = text.stripTrailing();
    while (rest.length() > width) {
      int end = rest.lastIndexOf(' ', width);
      if (end <= rest.length() - rest.stripLeading().length()) {
        end = rest.lastIndexOf('/', width - 1) + 1;
      }
      if (end <= 0) {
        end = width;
      }
      lines.add(rest.substring(0, end).stripTrailing());
      rest = rest.substring(end).stripLeading();
    }
    if (!rest.isEmpty()) {
      lines.add(rest);
    }
    return lines;
  }

  private int width(int column) {
    return rows.stream()
        .flatMap(row -> row.get(column).stream())
        .mapToInt(String::length)
        .reduce(columns.get(column).title.length(), Math::max);
  }

  private void line(StringBuilder text, int[] widths, List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(widths[i] - cells.get(i).length());
      line.append(i == 0 ? "" : GAP);
      line.append(columns.get(i).right ? padding + cells.get(i) : cells.get(i) + padding);
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }
}
