package io.pullsecrets.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WarmUpEndTest {
  /** What is to be done a second later. */
  private final List<Runnable> later = new ArrayList<>();

  private final WarmUpEnd end = new WarmUpEnd(later::add);
  private final List<String> done = new ArrayList<>();

  @Test
  void what_waits_is_done_once_and_a_little_after_the_end() {
    end.whenReached(() -> done.add("first"));
    end.whenReached(() -> done.add("second"));
    assertThat(later).isEmpty();
    assertThat(end.isReached()).isFalse();
    end.reach();
    end.reach();
    assertThat(end.isReached()).as("without waiting").isTrue();
    assertThat(done).isEmpty();
    later.forEach(Runnable::run);
    assertThat(done).containsExactlyInAnyOrder("first", "second");
  }

  @Test
  void what_comes_later_is_done_too() {
    end.reach();
    end.whenReached(() -> done.add("late"));
    later.forEach(Runnable::run);
    assertThat(done).containsExactly("late");
  }

  @Test
  void what_fails_keeps_nothing_else_from_being_done() {
    end.whenReached(() -> done.add("before"));
    end.whenReached(
        () -> {
          throw new IllegalStateException("made up");
        });
    end.whenReached(() -> done.add("after"));
    end.reach();
    later.forEach(Runnable::run);
    assertThat(done).containsExactlyInAnyOrder("before", "after");
  }
}
