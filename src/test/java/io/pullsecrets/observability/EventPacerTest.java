package io.pullsecrets.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventPacerTest {
  private final EventPacer pacer = new EventPacer();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void what_stays_as_it_is_is_told_again_when_its_event_is_gone() {
    SecretEvent event = event("u", EventReason.REPAIRED, "flat");
    for (int hour = 0; hour < 30; hour++) {
      assertThat(tell(event)).containsExactly(event);
      Instant gone = now.plus(EventPacer.SERIES);
      for (int minute = 0; minute < 60; minute++) {
        EventPacer.Round round = pacer.next(List.of(event), now);
        assertThat(round.due()).isEmpty();
        assertThat(round.nextLook()).contains(gone);
        pass(Duration.ofMinutes(1));
      }
      assertThat(pacer.series(event, now)).as("none to count on").isEmpty();
    }
  }

  @Test
  void news_within_a_minute_wait_for_its_end_and_only_the_latest_is_told() {
    tell(event("u", EventReason.NAME_TAKEN, "1 project"));
    Instant told = now;
    pass(Duration.ofSeconds(20));
    assertThat(tell(event("u", EventReason.NAME_TAKEN, "2 projects"))).isEmpty();
    pass(Duration.ofSeconds(20));
    SecretEvent latest = event("u", EventReason.NAME_TAKEN, "3 projects");
    EventPacer.Round round = pacer.next(List.of(latest), now);
    assertThat(round.due()).isEmpty();
    assertThat(round.nextLook()).contains(told.plus(EventPacer.QUIET));
    pass(Duration.ofSeconds(20));
    assertThat(tell(latest)).containsExactly(latest);
  }

  @Test
  void reasons_and_secrets_wait_for_themselves_only() {
    tell(event("u", EventReason.REPAIRED, "flat"));
    SecretEvent other = event("u", EventReason.NAME_TAKEN, "1 project");
    SecretEvent another = event("v", EventReason.REPAIRED, "flat");
    assertThat(tell(event("u", EventReason.REPAIRED, "flat"), other, another))
        .containsExactly(other, another);
  }

  @Test
  void a_deed_is_told_each_time_and_counted_on_the_last_event_that_says_the_same() {
    SecretEvent copied = event("u", EventReason.COPIED, "Copied to 2 projects.");
    assertThat(pacer.series(copied, now)).isEmpty();
    tell(copied);
    pass(EventPacer.QUIET);
    assertThat(tell(copied)).containsExactly(copied);
    assertThat(pacer.series(copied, now)).map(EventPacer.Told::eventName).contains("e-1");
    assertThat(pacer.series(event("u", EventReason.COPIED, "Copied to 3 projects."), now))
        .isEmpty();
    pass(EventPacer.SERIES);
    assertThat(pacer.series(copied, now)).as("kept for an hour").isEmpty();
  }

  @Test
  void what_was_over_and_is_so_again_is_told_again() {
    SecretEvent event = event("u", EventReason.UNUSABLE, "empty");
    tell(event);
    pass(EventPacer.QUIET);
    assertThat(tell()).isEmpty();
    assertThat(tell(event)).containsExactly(event);
  }

  @Test
  void no_more_than_some_are_written_at_a_time_and_the_others_follow() {
    List<SecretEvent> many =
        IntStream.range(0, 50)
            .mapToObj(i -> event("u" + i, EventReason.LABEL_IGNORED, "here"))
            .toList();
    int told = 0;
    for (int round = 0; round < 3; round++) {
      List<SecretEvent> due = tell(many.toArray(SecretEvent[]::new));
      assertThat(due).hasSizeLessThanOrEqualTo(EventPacer.MOST_AT_A_TIME);
      told += due.size();
      pass(Duration.ofSeconds(10));
    }
    assertThat(told).isEqualTo(50);
  }

  private List<SecretEvent> tell(SecretEvent... events) {
    EventPacer.Round round = pacer.next(List.of(events), now);
    round.due().forEach(event -> pacer.told(event, "e-1", 1, now));
    return round.due();
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  private static SecretEvent event(String uid, EventReason reason, String note) {
    return new SecretEvent("runai", "ngc", uid, reason, note);
  }
}
