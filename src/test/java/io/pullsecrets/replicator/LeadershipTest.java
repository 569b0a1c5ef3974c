package io.pullsecrets.replicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.pullsecrets.index.FaultyApi;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeadershipTest {
  private final FaultyApi api = new FaultyApi();
  private final KubernetesClient client = api.client();
  private final AtomicLong time = new AtomicLong(System.nanoTime());
  private final Leadership leadership =
      new Leadership(client, "runai", Leadership.LEASE, time::get);

  @AfterEach
  void close() {
    leadership.end();
    client.close();
    api.close();
  }

  @Test
  void a_lease_that_was_not_renewed_in_time_is_not_held_even_if_nobody_noticed_yet() {
    leadership.seek(() -> {});
    await().atMost(Duration.ofSeconds(30)).until(leadership::isHeld);
    api.stop();

    time.addAndGet(Duration.ofSeconds(14).toNanos());
    assertThat(leadership.isHeld()).isTrue();
    time.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(leadership.isHeld()).isFalse();
  }

  @Test
  void a_lease_that_is_renewed_late_is_told_like_one_that_was_won() {
    AtomicInteger told = new AtomicInteger();
    leadership.seek(told::incrementAndGet);
    await().atMost(Duration.ofSeconds(30)).until(leadership::isHeld);
    await().atMost(Duration.ofSeconds(30)).until(() -> told.get() == 1);

    time.addAndGet(Duration.ofSeconds(16).toNanos());
    await().atMost(Duration.ofSeconds(30)).until(leadership::isHeld);
    await().atMost(Duration.ofSeconds(30)).until(() -> told.get() == 2);
  }
}
