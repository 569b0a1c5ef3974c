package io.pullsecrets.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What became of one pod.
 *
 * @param pod what the table calls it
 * @param project its project, or that it is in none
 * @param images its images
 * @param before its pull secrets when the webhook got it
 * @param after its pull secrets in the end
 * @param reason code of the reason
 * @param explanation the sentence to it
 * @param warnings what its author sees
 * @param milliseconds how long the webhook took
 * @param problems what isn't as the example says; empty if all is
 */
record Row(
    String pod,
    String project,
    List<String> images,
    List<String> before,
    List<String> after,
    String reason,
    String explanation,
    List<String> warnings,
    double milliseconds,
    List<String> problems) {
  Row {
    Objects.requireNonNull(pod, "pod");
    Objects.requireNonNull(project, "project");
    images = List.copyOf(images);
    before = List.copyOf(before);
    after = List.copyOf(after);
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(explanation, "explanation");
    warnings = List.copyOf(warnings);
    problems = List.copyOf(problems);
  }

  /** The same row with a problem for each expectation that isn't met. */
  Row comparedWith(ExamplePod example) {
    List<String> all = new ArrayList<>(problems);
    if (!after.equals(example.expectedPullSecrets())) {
      all.add(
          "expected pull secrets [%s], got [%s]"
              .formatted(
                  String.join(", ", example.expectedPullSecrets()), String.join(", ", after)));
    }
    if (!reason.equals(example.expectedReason())) {
      all.add("expected reason %s, got %s".formatted(example.expectedReason(), reason));
    }
    return new Row(
        pod, project, images, before, after, reason, explanation, warnings, milliseconds, all);
  }

  /** Whether the pod got the same for the same reason, however long it took. */
  boolean tellsTheSameAs(Row other) {
    return after.equals(other.after)
        && reason.equals(other.reason)
        && explanation.equals(other.explanation)
        && warnings.equals(other.warnings);
  }

  /** The table for some rows. */
  static String table(List<Row> rows) {
    TextTable table =
        new TextTable()
            .column("POD", 18)
            .column("PROJECT", 8)
            .column("IMAGES", 31)
            .column("PULL SECRETS", 19)
            .column("WHY", 28)
            .rightColumn("MS", 5);
    rows.forEach(
        row ->
            table.row(
                List.of(row.pod),
                List.of(row.project),
                row.images,
                row.pullSecrets(),
                row.why(),
                List.of(String.format(Locale.ROOT, "%.1f", row.milliseconds))));
    return table.toString();
  }

  private List<String> pullSecrets() {
    if (after.isEmpty()) {
      return List.of("-");
    }
    return after.stream().map(each -> (before.contains(each) ? "  " : "+ ") + each).toList();
  }

  private List<String> why() {
    List<String> why = new ArrayList<>();
    why.add(reason);
    why.add(explanation);
    warnings.forEach(each -> why.add("Warning: " + each));
    problems.forEach(each -> why.add("WRONG: " + each));
    return why;
  }
}
