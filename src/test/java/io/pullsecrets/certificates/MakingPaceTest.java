package io.pullsecrets.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MakingPaceTest {
  private final AtomicLong now = new AtomicLong(Duration.ofDays(1).toNanos());
  private final MakingPace pace = new MakingPace(now::get);

  @Test
  void the_first_are_made_at_once_and_further_ones_later_and_later() {
    for (int i = 0; i < MakingPace.FREE; i++) {
      assertThat(pace.pause()).isZero();
      pace.done();
    }
    Duration whole = Duration.ofMinutes(1);
    for (int i = 0; i < 20; i++) {
      assertThat(pace.pause()).isEqualTo(whole);
      pass(whole.minusSeconds(1));
      assertThat(pace.pause()).isEqualTo(Duration.ofSeconds(1));
      pass(Duration.ofSeconds(1));
      assertThat(pace.pause()).isZero();
      pace.done();
      Duration doubled = whole.multipliedBy(2);
      whole = doubled.compareTo(Duration.ofDays(1)) < 0 ? doubled : Duration.ofDays(1);
    }
    assertThat(whole).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void after_a_day_without_any_all_is_forgotten() {
    for (int i = 0; i < 12; i++) {
      pace.done();
    }
    pass(Duration.ofDays(1).plusNanos(1));
    pace.done();
    assertThat(pace.pause()).isZero();
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
