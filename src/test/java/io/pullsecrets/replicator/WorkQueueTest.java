package io.pullsecrets.replicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pullsecrets.replicator.WorkQueue.Result;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
  private final List<String> done = new CopyOnWriteArrayList<>();
  private final Map<String, Integer> fails = new ConcurrentHashMap<>();
  private final Semaphore leave = new Semaphore(0);
  private final AtomicInteger entered = new AtomicInteger();
  private final AtomicInteger together = new AtomicInteger();
  private final AtomicInteger mostTogether = new AtomicInteger();
  private final CountDownLatch idle = new CountDownLatch(1);
  private final WorkQueue queue =
      new WorkQueue(2, this::work, idle::countDown, WorkQueue.FIRST_RETRY);

  /** Waits for leave, then fails as often as the key is said to. */
  private Result work(String key) {
    entered.incrementAndGet();
    mostTogether.accumulateAndGet(together.incrementAndGet(), Math::max);
    try {
      leave.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      together.decrementAndGet();
    }
    if (fails.merge(key, -1, Integer::sum) >= 0) {
      if (key.equals("throws")) {
        throw new IllegalStateException("for the test");
      }
      return new Result.Failed(
          key.startsWith("hour") ? Duration.ofHours(1) : Duration.ZERO, !key.equals("hour, whole"));
    }
    done.add(key);
    return new Result.Done();
  }

  @AfterEach
  void close() {
    queue.close();
  }

  @Test
  void a_key_that_is_due_is_not_queued_again() throws InterruptedException {
    queue.add("x");
    queue.add("y");
    await().until(() -> entered.get() == 2);
    queue.add("z");
    queue.add("z");
    leave.release(10);
    assertThat(idle.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(done).containsExactlyInAnyOrder("x", "y", "z");
  }

  @Test
  void a_key_that_comes_while_it_is_worked_on_is_looked_at_once_more_by_one_worker()
      throws InterruptedException {
    queue.add("x");
    await().until(() -> entered.get() == 1);
    queue.add("x");
    queue.add("x");
    leave.release(10);
    assertThat(idle.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(done).containsExactly("x", "x");
    assertThat(mostTogether).hasValue(1);
  }

  @Test
  void keys_are_worked_on_side_by_side_but_no_more_than_there_are_workers()
      throws InterruptedException {
    List.of("a", "b", "c", "d", "e").forEach(queue::add);
    await().until(() -> entered.get() == 2);
    leave.release(10);
    assertThat(idle.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(done).containsExactlyInAnyOrder("a", "b", "c", "d", "e");
    assertThat(mostTogether).hasValue(2);
  }

  @Test
  void a_key_that_fails_waits_by_itself_and_no_news_shortens_that() throws InterruptedException {
    fails.put("fails", 1);
    leave.release(100);
    queue.add("fails");
    assertThat(idle.await(30, TimeUnit.SECONDS)).as("idle while one waits").isTrue();
    long began = System.nanoTime();
    queue.add("fails");
    queue.add("other");
    await().until(() -> done.contains("fails"));
    assertThat(done).containsExactly("other", "fails");
    // 250 ms at least since the failure, which was a moment before
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(200));
  }

  @Test
  void a_wait_is_cut_short_by_other_work_for_the_key() throws InterruptedException {
    fails.put("hour", 1);
    fails.put("hour, whole", 1);
    leave.release(100);
    queue.add("hour");
    queue.add("hour, whole");
    await().until(() -> entered.get() == 2);
    assertThat(idle.await(30, TimeUnit.SECONDS)).isTrue();
    queue.add("hour");
    queue.addAnew("hour, whole");
    queue.addAnew("hour");
    await().until(() -> done.contains("hour"));
    queue.addAnew("last");
    await().until(() -> done.contains("last"));
    assertThat(done).containsExactly("hour", "last");
  }

  @Test
  void other_work_that_comes_while_a_key_fails_is_done_at_once() {
    fails.put("hour", 1);
    queue.add("hour");
    await().until(() -> entered.get() == 1);
    queue.addAnew("hour");
    leave.release(100);
    await().until(() -> done.contains("hour"));
    assertThat(mostTogether).hasValue(1);
  }

  @Test
  void an_unexpected_error_is_a_failure_too() {
    fails.put("throws", 2);
    leave.release(100);
    queue.add("throws");
    await().atMost(Duration.ofSeconds(30)).until(() -> done.contains("throws"));
    assertThat(entered).hasValue(3);
  }
}
