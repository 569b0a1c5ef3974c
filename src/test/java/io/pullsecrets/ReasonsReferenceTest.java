package io.pullsecrets;

import static org.assertj.core.api.Assertions.assertThat;

import io.pullsecrets.injection.ExplainedSecret.Absence;
import io.pullsecrets.injection.Origin;
import io.pullsecrets.injection.Verdict;
import io.pullsecrets.observability.EventReason;
import io.pullsecrets.page.CopyState;
import io.pullsecrets.registry.Finding;
import io.pullsecrets.replication.Action;
import io.pullsecrets.replication.Reason;
import io.pullsecrets.replicator.WriteOutcome;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/reasons.md has each code that the product prints, with what the code's comment says. */
class ReasonsReferenceTest {
  private static final GeneratedDocument DOCUMENT =
      new GeneratedDocument(Path.of("docs", "reasons.md"));

  @Test
  void the_reference_has_every_code() {
    DOCUMENT.shouldHold(
        String.join(
            "\n",
            section(
                "Answers to pods",
                "Why a pod got its pull secrets, or none: `reason` in the audit annotations, in the"
                    + " log and in `pull_secret_injector_admission_answers_total`.",
                table(io.pullsecrets.injection.Reason.class, each -> each.code())),
            section(
                "Verdicts on single Secrets",
                "What was decided about a candidate with a key for one of the pod's images:"
                    + " `outcome` in `pull_secret_injector_admission_verdicts_total`, and on the"
                    + " status page; the explanation says it as a sentence.",
                table(Verdict.Outcome.class, Verdict.Outcome::code)),
            section(
                "Other Secrets in an explanation",
                "Why a Secret had no part in a decision: `result` of the command line's `explain`,"
                    + " and on the status page.",
                table(Absence.class, Absence::code)),
            section(
                "Origins",
                "Where a candidate comes from: `origin` in the same metric.",
                table(Origin.class, Origin::code)),
            section(
                "Copies",
                "Why a copy is written: `reason` in `pull_secret_injector_copy_writes_total` and in"
                    + " the log, which says it as a sentence too.",
                writes()),
            section(
                "States of copies",
                "How it stands with the copy of a cluster-wide Secret in a project, on the status"
                    + " page; beside these, the codes of deletions above for copies that have to"
                    + " go.",
                table(CopyState.class, CopyState::code)),
            section(
                "Outcomes of writes",
                "What became of a write: `outcome` in the same metric.",
                outcomes()),
            section(
                "Events",
                "The `REASON` of Events on Secrets, and `reason` in"
                    + " `pull_secret_injector_events_total` and `pull_secret_injector_problems`.",
                table(EventReason.class, EventReason::word, "Type", each -> each.type())),
            section(
                "Findings",
                "What can be wrong with a Secret's content. Events, warnings and the command line"
                    + " tell it as a sentence that names the key.",
                table(
                    Finding.Code.class,
                    Finding.Code::code,
                    "Severity",
                    each -> each.severity().name().toLowerCase(Locale.ROOT)))));
  }

  @Test
  void each_outcome_of_a_write_has_its_code() {
    assertThat(WriteOutcome.CODES)
        .containsExactlyElementsOf(
            outcomeTypes().stream().map(ReasonsReferenceTest::code).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/troubleshooting.md", "README.md"})
  void what_is_written_by_hand_names_no_event_that_is_gone(String file) {
    List<String> words = Arrays.stream(EventReason.values()).map(EventReason::word).toList();
    String text = new GeneratedDocument(Path.of(file)).read();
    assertThat(words).allSatisfy(word -> assertThat(text).contains("`" + word + "`"));
  }

  private static String section(String title, String what, String table) {
    return "## " + title + "\n\n" + what + "\n\n" + table;
  }

  private static String writes() {
    return """
    | Code | Write | Meaning |
    |---|---|---|
    | `%s` | create | %s |
    | `%s` | update | %s |
    """
            .formatted(
                Action.COPY_MISSING,
                new SourceComments(Action.class).of(Action.Create.class),
                Action.COPY_DIFFERS,
                new SourceComments(Action.class).of(Action.Update.class))
        + Arrays.stream(Reason.values())
            .map(
                each ->
                    "| `%s` | delete | %s |\n"
                        .formatted(each.code(), new SourceComments(Reason.class).of(each)))
            .collect(Collectors.joining());
  }

  private static String outcomes() {
    return "| Code | Meaning |\n|---|---|\n"
        + outcomeTypes().stream()
            .map(
                each ->
                    "| `%s` | %s |\n"
                        .formatted(code(each), new SourceComments(WriteOutcome.class).of(each)))
            .collect(Collectors.joining());
  }

  private static List<Class<?>> outcomeTypes() {
    return List.of(WriteOutcome.class.getPermittedSubclasses());
  }

  private static String code(Class<?> outcome) {
    return outcome.getSimpleName().toLowerCase(Locale.ROOT);
  }

  private static <E extends Enum<E>> String table(Class<E> type, Function<E, String> code) {
    SourceComments comments = new SourceComments(type);
    return "| Code | Meaning |\n|---|---|\n"
        + Arrays.stream(type.getEnumConstants())
            .map(each -> "| `%s` | %s |\n".formatted(code.apply(each), comments.of(each)))
            .collect(Collectors.joining());
  }

  private static <E extends Enum<E>> String table(
      Class<E> type, Function<E, String> code, String column, Function<E, String> value) {
    SourceComments comments = new SourceComments(type);
    return "| Code | %s | Meaning |\n|---|---|---|\n".formatted(column)
        + Arrays.stream(type.getEnumConstants())
            .map(
                each ->
                    "| `%s` | %s | %s |\n"
                        .formatted(code.apply(each), value.apply(each), comments.of(each)))
            .collect(Collectors.joining());
  }
}
