package io.pullsecrets.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.http.WebSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SilenceGuardTest {
  private static final Duration LIMIT = Duration.ofSeconds(150);

  /** What the listener and the socket are told, in turn. */
  private final List<String> told = new ArrayList<>();

  private final Timers timers = new Timers();
  private final WebSocket socket = new Socket();
  private final SilenceGuard guard =
      new SilenceGuard(
          new Listener(), "/api/v1/secrets", LIMIT, () -> timers.now.toNanos(), timers);

  @BeforeEach
  void open() {
    guard.onOpen(socket);
    assertThat(told).containsExactly("open");
    told.clear();
  }

  @Test
  void a_watch_on_which_nothing_comes_counts_as_ended_and_is_closed() {
    timers.advance(LIMIT.minusNanos(1));
    assertThat(told).isEmpty();
    timers.advance(Duration.ofNanos(1));
    assertThat(told)
        .containsExactly(
            "closed 1001: nothing came for 150 s", "close 1001: nothing came for 150 s");
    assertThat(timers.due).isEmpty();
  }

  @Test
  void each_message_begins_the_time_anew() {
    for (int i = 0; i < 10; i++) {
      timers.advance(LIMIT.minusSeconds(1));
      guard.onMessage(socket, "text");
      timers.advance(LIMIT.minusSeconds(1));
      guard.onMessage(socket, ByteBuffer.wrap("bytes".getBytes(StandardCharsets.US_ASCII)));
    }
    assertThat(told).hasSize(20).containsOnly("text", "5 bytes");
    told.clear();
    timers.advance(LIMIT.minusSeconds(1));
    assertThat(told).isEmpty();
    timers.advance(Duration.ofSeconds(1));
    assertThat(told).hasSize(2);
  }

  @Test
  void one_timer_runs_however_much_comes() {
    for (int i = 0; i < 1_000; i++) {
      timers.advance(Duration.ofSeconds(1));
      guard.onMessage(socket, "text");
      assertThat(timers.due).hasSize(1);
    }
    assertThat(timers.begun).as("about one per limit").isLessThan(10);
  }

  @Test
  void what_comes_after_the_end_is_not_passed_on() {
    timers.advance(LIMIT);
    told.clear();
    guard.onMessage(socket, "late");
    guard.onMessage(socket, ByteBuffer.allocate(1));
    guard.onClose(socket, 1001, "");
    guard.onError(socket, new IOException("late"));
    assertThat(told).isEmpty();
  }

  @Test
  void a_watch_that_the_server_closes_is_left_alone() {
    guard.onClose(socket, 1000, "timeout");
    timers.advance(LIMIT.multipliedBy(3));
    assertThat(told).containsExactly("closed 1000: timeout");
    assertThat(timers.due).isEmpty();
  }

  @Test
  void a_watch_that_has_failed_is_left_alone() {
    guard.onError(socket, new IOException("reset"));
    timers.advance(LIMIT.multipliedBy(3));
    assertThat(told).containsExactly("IOException: reset");
    assertThat(timers.due).isEmpty();
  }

  private final class Listener implements WebSocket.Listener {
    @Override
    public void onOpen(WebSocket opened) {
      told.add("open");
    }

    @Override
    public void onMessage(WebSocket from, String text) {
      told.add(text);
    }

    @Override
    public void onMessage(WebSocket from, ByteBuffer bytes) {
      told.add(bytes.remaining() + " bytes");
    }

    @Override
    public void onClose(WebSocket closed, int code, String reason) {
      told.add("closed " + code + ": " + reason);
    }

    @Override
    public void onError(WebSocket failed, Throwable error) {
      told.add(error.getClass().getSimpleName() + ": " + error.getMessage());
    }
  }

  private final class Socket implements WebSocket {
    @Override
    public boolean send(ByteBuffer buffer) {
      throw new AssertionError("a watch only listens");
    }

    @Override
    public boolean sendClose(int code, String reason) {
      told.add("close " + code + ": " + reason);
      return true;
    }

    @Override
    public long queueSize() {
      return 0;
    }

    @Override
    public void request() {
      throw new AssertionError("that is the listener's");
    }
  }

  /** Time that passes when the test says so. */
  private static final class Timers implements SilenceGuard.Timer {
    private record Due(Duration at, Runnable task) {}

    private Duration now = Duration.ZERO;
    private final List<Due> due = new ArrayList<>();
    private int begun;

    @Override
    public void after(Duration time, Runnable task) {
      assertThat(time).isPositive();
      due.add(new Due(now.plus(time), task));
      begun++;
    }

    void advance(Duration time) {
      now = now.plus(time);
      List<Due> ready = due.stream().filter(each -> each.at().compareTo(now) <= 0).toList();
      due.removeAll(ready);
      ready.forEach(each -> each.task().run());
    }
  }
}
