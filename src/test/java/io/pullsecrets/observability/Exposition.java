package io.pullsecrets.observability;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The product's own metrics in Prometheus' text format, as one scrape has them.
 *
 * @param families by name
 * @param values of each series, by the text in front of it
 */
record Exposition(SortedMap<String, Family> families, Map<String, Double> values) {
  private static final String PREFIX = "pull_secret_injector_";
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  /** What is said of a metric, with the names of its labels and, for histograms, its buckets. */
  record Family(String type, String help, SortedSet<String> labels, List<String> buckets) {}

  static Exposition parse(String text) {
    SortedMap<String, Family> families = new TreeMap<>();
    Map<String, Double> values = new TreeMap<>();
    Map<String, String> helps = new TreeMap<>();
    List<String> lines = text.lines().filter(line -> line.contains(PREFIX)).toList();
    for (String line : lines) {
      if (line.startsWith("# HELP ")) {
        String[] words = line.split(" ", 4);
        helps.put(words[2], words[3]);
      }
    }
    for (String line : lines) {
      if (line.startsWith("# TYPE ")) {
        String[] words = line.split(" ", 4);
        String help = helps.getOrDefault(words[2], "");
        families.put(words[2], new Family(words[3], help, new TreeSet<>(), new ArrayList<>()));
      } else if (!line.startsWith("#")) {
        int end = line.lastIndexOf(' ');
        String series = line.substring(0, end);
        values.put(series, Double.parseDouble(line.substring(end + 1)));
        Family family = family(series.replaceAll("\\{.*", ""), families);
        Matcher label = LABEL.matcher(series);
        while (label.find()) {
          if (!label.group(1).equals("le")) {
            family.labels().add(label.group(1));
          } else if (!family.buckets().contains(label.group(2))) {
            family.buckets().add(label.group(2));
          }
        }
      }
    }
    return new Exposition(families, values);
  }

  private static Family family(String series, Map<String, Family> families) {
    Family family =
        families.containsKey(series)
            ? families.get(series)
            : families.get(series.replaceAll("_(bucket|sum|count|total)$", ""));
    return Objects.requireNonNull(family, series);
  }

  /** A table in Markdown. */
  String table() {
    return "| Metric | Type | Labels | What it is |\n|---|---|---|---|\n"
        + families.entrySet().stream()
            .map(
                each ->
                    "| `%s` | %s | %s | %s |\n"
                        .formatted(
                            // OpenMetrics names a counter without what its series end in.
                            each.getKey()
                                + (each.getValue().type().equals("counter") ? "_total" : ""),
                            each.getValue().type(),
                            each.getValue().labels().stream()
                                .map(label -> "`" + label + "`")
                                .collect(Collectors.joining(", ")),
                            each.getValue().help()))
            .collect(Collectors.joining())
        + "\nBuckets, in seconds:\n\n"
        + families.entrySet().stream()
            .filter(each -> !each.getValue().buckets().isEmpty())
            .map(
                each ->
                    "- `%s`: %s\n"
                        .formatted(each.getKey(), String.join(", ", each.getValue().buckets())))
            .collect(Collectors.joining());
  }

  /** The value of a series, written as Prometheus writes it, without the prefix. */
  double value(String series) {
    Double value = values.get(PREFIX + series);
    if (value == null) {
      throw new AssertionError("no " + series + " among " + values.keySet());
    }
    return value;
  }
}
