package io.pullsecrets.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pullsecrets.GeneratedDocument;
import io.pullsecrets.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Alert rules and dashboard ask for what the product exports, and the rules say what they should.
 */
class MonitoringTest {
  private static final Path FOLDER = ManifestsTest.FOLDER.resolve("monitoring");
  private static final Path TESTS =
      Path.of("src", "test", "resources", "monitoring", "rules.test.yaml");
  private static final String METRIC = "pull_secret_injector_[a-z_]+";
  private static final Pattern SELECTOR = Pattern.compile("(" + METRIC + ")(?:\\{([^}]*)})?");

  /** A row of the table in docs/metrics.md, which a test of the running server holds true. */
  private static final Pattern ROW =
      Pattern.compile("\\| `(" + METRIC + ")` \\| (\\w+) \\| ([^|]*) \\|.*");

  @ParameterizedTest
  @ValueSource(strings = {"rules.yaml", "dashboard.json"})
  void each_query_asks_for_metrics_and_labels_that_are_there(String file) throws IOException {
    List<String> problems = new ArrayList<>();
    List<String> queries = queries(FOLDER.resolve(file));
    for (String query : queries) {
      Matcher selector = SELECTOR.matcher(query);
      while (selector.find()) {
        String labels = labels(selector.group(1));
        if (labels == null) {
          problems.add("no metric " + selector.group(1));
        } else if (selector.group(2) != null) {
          Arrays.stream(selector.group(2).split(",", -1))
              .map(each -> each.strip().replaceAll("[=!~].*", ""))
              .filter(label -> !labels.contains("`" + label + "`"))
              .forEach(label -> problems.add("no label " + label + " at " + selector.group(1)));
        }
      }
    }
    assertThat(queries).isNotEmpty();
    assertThat(problems).isEmpty();
  }

  @Test
  void the_dashboard_shows_every_metric() throws IOException {
    String queries = String.join("\n", queries(FOLDER.resolve("dashboard.json")));
    assertThat(metrics())
        // The longest propagation is in its histogram too.
        .filteredOn(metric -> !metric.equals("pull_secret_injector_propagation_seconds_max"))
        .allSatisfy(metric -> assertThat(queries).contains(metric));
  }

  @Test
  void each_panel_has_a_place_of_its_own() throws IOException {
    Set<String> taken = new HashSet<>();
    for (JsonNode panel : dashboard().path("panels")) {
      JsonNode place = panel.path("gridPos");
      for (int x = 0; x < place.path("w").asInt(); x++) {
        for (int y = 0; y < place.path("h").asInt(); y++) {
          String cell = (place.path("x").asInt() + x) + "/" + (place.path("y").asInt() + y);
          assertThat(taken.add(cell)).as("%s at %s", panel.path("title").asText(), cell).isTrue();
        }
      }
    }
  }

  @Test
  void what_happens_only_once_is_seen_on_the_dashboard() throws IOException {
    for (JsonNode panel : graphs()) {
      JsonNode custom = panel.at("/fieldConfig/defaults/custom");
      // Between samples that are missing, or no number, a line has no length.
      boolean showsSingleSamples =
          custom.path("drawStyle").asText().equals("bars")
              || !custom.path("showPoints").asText().equals("never");
      for (String query : panel.path("targets").findValuesAsText("expr")) {
        boolean hasGaps =
            query.contains("histogram_quantile")
                || (query.contains("[$__rate_interval]") && query.endsWith("> 0"));
        assertThat(!hasGaps || showsSingleSamples).as(query).isTrue();
      }
    }
  }

  @Test
  void bars_count_nothing_twice_and_hide_none_behind_another() throws IOException {
    for (JsonNode panel : graphs()) {
      if (panel.at("/fieldConfig/defaults/custom/drawStyle").asText().equals("bars")) {
        String title = panel.path("title").asText();
        assertThat(panel.at("/fieldConfig/defaults/custom/stacking/mode").asText())
            .as(title)
            .isEqualTo("normal");
        // Grafana makes the window as long as a step and one scrape.
        assertThat(panel.path("interval").asText()).as(title).isNotEmpty();
        assertThat(panel.path("targets").findValuesAsText("expr"))
            .as(title)
            .allMatch(each -> each.contains("[$__rate_interval]"));
      }
    }
  }

  @Test
  void graphs_begin_at_zero_so_that_little_doesnt_look_like_much() throws IOException {
    for (JsonNode panel : graphs()) {
      JsonNode defaults = panel.at("/fieldConfig/defaults");
      boolean isLogarithmic = !defaults.at("/custom/scaleDistribution").isMissingNode();
      assertThat(isLogarithmic || defaults.path("min").asInt(-1) == 0)
          .as(panel.path("title").asText())
          .isTrue();
    }
  }

  private static List<JsonNode> graphs() throws IOException {
    List<JsonNode> graphs = new ArrayList<>();
    for (JsonNode panel : dashboard().path("panels")) {
      if (panel.path("type").asText().equals("timeseries")) {
        graphs.add(panel);
      }
    }
    assertThat(graphs).isNotEmpty();
    return graphs;
  }

  @Test
  void the_operators_rules_are_those_of_the_rule_file() throws IOException {
    new GeneratedDocument(FOLDER.resolve("prometheusrule.yaml"))
        .shouldBe(
            """
            # Made from rules.yaml by `make docs`: the same alerts for the Prometheus Operator.
            apiVersion: monitoring.coreos.com/v1
            kind: PrometheusRule
            metadata:
              name: pull-secret-injector
              namespace: runai
              labels:
                app.kubernetes.io/name: pull-secret-injector
            spec:
            """
                + Files.readString(FOLDER.resolve("rules.yaml"))
                    .lines()
                    .map(line -> "  " + line + "\n")
                    .collect(Collectors.joining()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rules.yaml", "dashboard.json"})
  void the_chart_has_the_same_files(String file) throws IOException {
    new GeneratedDocument(HelmChartTest.CHART.resolve("monitoring").resolve(file))
        .shouldBe(Files.readString(FOLDER.resolve(file)));
  }

  @Test
  void the_operator_finds_the_port_that_the_pods_have() {
    ClusterObjects objects = ClusterObjects.ofKustomization(ManifestsTest.FOLDER);
    JsonNode deployment = objects.get("Deployment/pull-secret-injector");
    JsonNode monitor = ClusterObjects.read(FOLDER.resolve("podmonitor.yaml")).path("spec");
    assertThat(monitor.at("/selector/matchLabels"))
        .isEqualTo(deployment.at("/spec/template/metadata/labels"));
    assertThat(deployment.at("/spec/template/spec/containers/0/ports"))
        .extracting(port -> port.path("name").asText())
        .contains(monitor.at("/podMetricsEndpoints/0/port").asText());
  }

  @Test
  void each_alert_has_a_test_and_words_for_people() throws IOException {
    String tests = Files.readString(TESTS);
    for (JsonNode rule : ClusterObjects.read(FOLDER.resolve("rules.yaml")).at("/groups/0/rules")) {
      String alert = rule.path("alert").asText();
      assertThat(tests).contains(alert);
      assertThat(rule.at("/labels/severity").asText()).isIn("critical", "warning", "info");
      assertThat(rule.at("/annotations/summary").asText()).as(alert).isNotBlank();
      assertThat(rule.at("/annotations/description").asText()).as(alert).isNotBlank();
    }
  }

  @Test
  void the_alerts_fire_when_they_should() throws IOException, InterruptedException {
    assumeTrue(
        Programs.isOnPath("promtool"),
        "promtool tries the alerts, and isn't there: apt-get install prometheus, or a release of"
            + " Prometheus on the PATH");
    Process process =
        new ProcessBuilder("promtool", "test", "rules", TESTS.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  private static List<String> queries(Path file) throws IOException {
    if (file.toString().endsWith(".json")) {
      return dashboard().findValuesAsText("expr");
    }
    return ClusterObjects.read(file).findValuesAsText("expr");
  }

  private static JsonNode dashboard() throws IOException {
    return new ObjectMapper().readTree(Files.readString(FOLDER.resolve("dashboard.json")));
  }

  private static List<String> metrics() throws IOException {
    return rows().map(row -> row.group(1)).toList();
  }

  /** The labels of a metric, or of the histogram that has such a series; null if there is none. */
  private static @Nullable String labels(String series) throws IOException {
    return rows()
        .filter(
            row ->
                row.group(1).equals(series)
                    || (row.group(2).equals("histogram")
                        && series.matches(row.group(1) + "_(bucket|sum|count)")))
        .map(row -> row.group(3))
        .findAny()
        .orElse(null);
  }

  private static Stream<Matcher> rows() throws IOException {
    return Files.readString(Path.of("docs", "metrics.md"))
        .lines()
        .map(ROW::matcher)
        .filter(Matcher::matches);
  }
}
