package io.pullsecrets.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WarmUpEndTest {
  private final WarmUpEnd end = new WarmUpEnd();
  private final List<String> done = new ArrayList<>();

  @Test
  void what_waits_is_done_once_when_the_end_is_reached() {
    end.whenReached(() -> done.add("first"));
    end.whenReached(() -> done.add("second"));
    assertThat(done).isEmpty();
    assertThat(end.isReached()).isFalse();
    end.reach();
    end.reach();
    assertThat(done).containsExactlyInAnyOrder("first", "second");
    assertThat(end.isReached()).isTrue();
  }

  @Test
  void what_comes_later_is_done_at_once() {
    end.reach();
    end.whenReached(() -> done.add("late"));
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
    assertThat(done).containsExactlyInAnyOrder("before", "after");
  }
}
