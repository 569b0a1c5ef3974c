package io.pullsecrets.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.pullsecrets.GeneratedDocument;
import io.pullsecrets.admission.OneDayCertificate;
import io.pullsecrets.injection.ExplainedSecret;
import io.pullsecrets.injection.ExplainedSecret.Absence;
import io.pullsecrets.injection.Origin;
import io.pullsecrets.injection.Reason;
import io.pullsecrets.injection.Verdict;
import io.pullsecrets.journal.RecordedDecision;
import io.pullsecrets.observability.EventReason;
import io.pullsecrets.observability.SecretEvent;
import io.pullsecrets.registry.Finding;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.kubernetes.client.WithKubernetesTestServer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages as HTML, out of values that are made here. */
@QuarkusTest
@WithTestResource(OneDayCertificate.class)
@WithKubernetesTestServer
class EveryCodeTest {
  /** Markup, a line's end, a tabulator, and a character that reverses the direction of text. */
  private static final String HOSTILE = "<img src=x onerror=alert(1)>\n\t\u202e&\"'";

  private static final Frame FRAME = new Frame("Overview", "a-replica", "it leads", "now");
  private static final String DOCUMENT =
      new GeneratedDocument(Path.of("docs", "reasons.md")).read();

  @Test
  void each_reason_and_each_verdict_shows_among_the_decisions_and_in_the_reference() {
    String html =
        decisions(
            Stream.concat(
                    Arrays.stream(Reason.values()).map(each -> decision(each, List.of())),
                    Arrays.stream(Verdict.Outcome.values())
                        .map(
                            each ->
                                decision(
                                    Reason.HELD_BACK,
                                    List.of(new Verdict("s", Origin.PROJECT, each, List.of())))))
                .toList());
    assertThat(Arrays.stream(Reason.values()).map(Reason::code))
        .allSatisfy(code -> assertShown(html, code));
    assertThat(Arrays.stream(Verdict.Outcome.values()).map(Verdict.Outcome::code))
        .allSatisfy(code -> assertShown(html, code));
  }

  @Test
  void each_finding_and_each_event_shows_with_the_secret_and_in_the_reference() {
    SecretRow row =
        new SecretRow(
            "s",
            new Badge(Tone.GOOD, "cluster-wide"),
            "all projects",
            List.of(),
            0,
            Optional.empty(),
            Arrays.stream(Finding.Code.values())
                .map(each -> FindingRow.of(new Finding(each, "", "A sentence.")))
                .toList(),
            Arrays.stream(EventReason.values())
                .map(each -> FindingRow.of(new SecretEvent("runai", "s", "u", each, "A note.")))
                .toList());
    String html = secrets(row);
    assertThat(Arrays.stream(Finding.Code.values()).map(Finding.Code::code))
        .allSatisfy(code -> assertShown(html, code));
    assertThat(Arrays.stream(EventReason.values()).map(EventReason::word))
        .allSatisfy(code -> assertShown(html, code));
  }

  @Test
  void each_result_of_an_explanation_shows_and_is_in_the_reference() {
    List<String> codes =
        Stream.concat(
                Arrays.stream(Verdict.Outcome.values()).map(Verdict.Outcome::code),
                Arrays.stream(Absence.values()).map(Absence::code))
            .toList();
    String html = explain(codes.stream().map(code -> explained("s", code)).toList());
    assertThat(codes).allSatisfy(code -> assertShown(html, code));
  }

  @Test
  void each_state_of_a_copy_and_each_reason_why_one_goes_shows_and_is_in_the_reference() {
    List<CopyRow> rows =
        Stream.concat(
                Arrays.stream(CopyState.values()).map(each -> CopyRow.of("s", each, "A sentence.")),
                Arrays.stream(io.pullsecrets.replication.Reason.values())
                    .map(
                        each ->
                            new CopyRow("s", new Badge(Tone.NEUTRAL, each.code()), "A sentence.")))
            .toList();
    String html =
        Templates.project(
                new ProjectPage(
                    FRAME,
                    "runai-a",
                    "a",
                    Optional.empty(),
                    Slice.of(rows, 1, "?page=", each -> each),
                    Slice.of(List.<SecretRow>of(), 1, "?page=", each -> each),
                    ExplainForm.EMPTY))
            .render();
    assertThat(rows.stream().map(each -> each.badge().code()))
        .allSatisfy(code -> assertShown(html, code));
  }

  @Test
  void no_name_and_no_sentence_can_pass_for_markup() {
    RecordedDecision hostile =
        new RecordedDecision(
            Instant.EPOCH,
            HOSTILE,
            HOSTILE,
            HOSTILE,
            Reason.INJECTED,
            HOSTILE,
            Optional.of(HOSTILE),
            List.of(HOSTILE),
            List.of(new Verdict(HOSTILE, Origin.PROJECT, Verdict.Outcome.ADDED, List.of(HOSTILE))));
    SecretRow row =
        new SecretRow(
            Names.printable(HOSTILE),
            new Badge(Tone.GOOD, HOSTILE),
            HOSTILE,
            List.of(HOSTILE),
            1,
            Optional.of(HOSTILE),
            List.of(FindingRow.of(new Finding(Finding.Code.FLAT_MAP, HOSTILE, HOSTILE))),
            List.of());
    for (String html :
        List.of(
            decisions(List.of(hostile)),
            secrets(row),
            explain(List.of(explained(HOSTILE, "added"))),
            Templates.overview(
                    new OverviewPage(
                        new Frame(HOSTILE, HOSTILE, HOSTILE, HOSTILE),
                        List.of(new Fact(HOSTILE, new Badge(Tone.BAD, HOSTILE), HOSTILE)),
                        List.of(),
                        List.of(row),
                        1,
                        List.of(row),
                        List.of(DecisionRow.of(hostile)),
                        new ExplainForm(HOSTILE, HOSTILE)))
                .render())) {
      assertThat(html)
          .doesNotContain("<img")
          .containsAnyOf("&lt;img", "\\u003cimg")
          .doesNotContain("&\"'");
    }
  }

  @Test
  void control_characters_in_names_show_as_escapes() {
    assertThat(
            decisions(
                List.of(
                    new RecordedDecision(
                        Instant.EPOCH,
                        "CREATE",
                        "demo",
                        "a\nb\u202ec",
                        Reason.NO_MATCH,
                        "None.",
                        Optional.empty(),
                        List.of(),
                        List.of()))))
        .contains("a\\u000ab\\u202ec")
        .doesNotContain("\u202e");
  }

  private static void assertShown(String html, String code) {
    assertThat(html).contains(">" + code + "</span>");
    assertThat(DOCUMENT).contains("| `" + code + "` |");
  }

  private static RecordedDecision decision(Reason reason, List<Verdict> verdicts) {
    return new RecordedDecision(
        Instant.EPOCH,
        "CREATE",
        "demo",
        "pod",
        reason,
        "A sentence.",
        Optional.empty(),
        List.of(),
        verdicts);
  }

  private static ExplainPage.Row explained(String name, String code) {
    return ExplainPage.Row.of(
        new ExplainedSecret(
            name, Origin.PROJECT, code, name + " is so", List.of(), List.of(), List.of()));
  }

  private static String decisions(List<RecordedDecision> decisions) {
    return Templates.decisions(
            new DecisionsPage(FRAME, 100, decisions.stream().map(DecisionRow::of).toList()))
        .render();
  }

  private static String secrets(SecretRow row) {
    return Templates.secrets(
            new SecretsPage(
                FRAME, "runai", true, "", Slice.of(List.of(row), 1, "?page=", each -> each)))
        .render();
  }

  private static String explain(List<ExplainPage.Row> rows) {
    return Templates.explain(
            new ExplainPage(
                FRAME,
                new ExplainForm("busybox", "demo"),
                Optional.empty(),
                Optional.of(
                    new ExplainPage.Answer(
                        "demo",
                        Badge.of(Reason.NO_MATCH),
                        "A sentence.",
                        Optional.empty(),
                        List.of(),
                        rows,
                        0))))
        .render();
  }
}
