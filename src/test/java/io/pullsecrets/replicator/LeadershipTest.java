package io.pullsecrets.replicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpecBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.pullsecrets.LogLines;
import io.pullsecrets.index.FaultyApi;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeadershipTest {
  private static final Duration LEASE = Duration.ofSeconds(30);

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

  @ParameterizedTest(name = "the other''s clock is {0} hours ahead")
  @ValueSource(ints = {-2, 0, 2})
  void a_lease_is_left_to_its_holder_until_it_is_no_longer_renewed(int hours) {
    ZonedDateTime othersTime = ZonedDateTime.now(ZoneOffset.UTC).plusHours(hours);
    LeadershipLock lock =
        new LeadershipLock("runai", Leadership.LEASE, "me", time::get, unused -> {});
    renew(othersTime);
    assertThat(isOver(lock)).as("seen for the first time").isFalse();
    time.addAndGet(LEASE.toNanos());
    renew(othersTime.plusSeconds(2));
    assertThat(isOver(lock)).as("renewed meanwhile").isFalse();
    time.addAndGet(LEASE.minusSeconds(1).toNanos());
    assertThat(isOver(lock)).as("29 seconds later").isFalse();
    time.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(isOver(lock)).as("31 seconds later").isTrue();
  }

  @Test
  void a_lease_whose_holder_is_gone_is_taken_even_if_its_clock_was_ahead() {
    renew(ZonedDateTime.now(ZoneOffset.UTC).plusHours(2));
    leadership.seek(() -> {});
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> leadership.holder().equals(Optional.of("other")));
    assertThat(leadership.isHeld()).isFalse();

    time.addAndGet(LEASE.plusSeconds(1).toNanos());
    await().atMost(Duration.ofSeconds(30)).until(leadership::isHeld);
  }

  @Test
  void a_lease_that_a_person_has_emptied_is_taken() {
    write(new LeaseSpecBuilder().withHolderIdentity("other").build());
    leadership.seek(() -> {});
    await().atMost(Duration.ofSeconds(30)).until(leadership::isHeld);
  }

  @Test
  void a_lease_that_is_given_back_is_held_by_nobody_and_is_not_renewed_by_that() {
    List<Duration> renewals = new ArrayList<>();
    LeadershipLock lock =
        new LeadershipLock("runai", Leadership.LEASE, "me", time::get, renewals::add);
    ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
    lock.create(client, new LeaderElectionRecord("me", LEASE, now, now, 0));
    assertThat(renewals).hasSize(1);
    lock.get(client);
    time.addAndGet(Duration.ofSeconds(20).toNanos());

    lock.update(client, new LeaderElectionRecord(null, Duration.ofSeconds(1), now, now, 0));
    assertThat(renewals).hasSize(1);
    assertThat(lock.sinceRenewal()).isEqualTo(Duration.ofSeconds(20));
    assertThat(Objects.requireNonNull(lock.get(client)).getHolderIdentity()).isEmpty();
  }

  @Test
  void an_api_server_that_is_away_does_not_hold_up_the_end() {
    // As the product's client, which tries again for more than half a minute.
    Config patient = new ConfigBuilder(api.config()).withRequestRetryBackoffLimit(10).build();
    try (KubernetesClient trying = new KubernetesClientBuilder().withConfig(patient).build()) {
      Leadership leader = new Leadership(trying, "runai", "another", time::get);
      leader.seek(() -> {});
      await().atMost(Duration.ofSeconds(30)).until(leader::isHeld);
      api.stop();
      assertTimeoutPreemptively(Duration.ofSeconds(10), leader::end);
    }
  }

  @Test
  void a_lease_that_can_be_read_and_not_written_is_one_line_in_the_log() {
    LeadershipLock lock =
        new LeadershipLock("runai", Leadership.LEASE, "me", time::get, unused -> {});
    ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
    LeaderElectionRecord mine = new LeaderElectionRecord("me", LEASE, now, now, 0);
    renew(now);
    try (LogLines log = new LogLines(LeadershipLock.class.getName(), Level.WARNING)) {
      api.failWrites("/apis/coordination.k8s.io/");
      for (int i = 0; i < 3; i++) {
        lock.get(client);
        assertThatThrownBy(() -> lock.update(client, mine))
            .isInstanceOf(KubernetesClientException.class);
      }
      assertThat(log.lines()).hasSize(1);
    }
  }

  /** Whether an election that sees this Lease takes it. */
  private boolean isOver(LeadershipLock lock) {
    LeaderElectionRecord seen = Objects.requireNonNull(lock.get(client));
    return ZonedDateTime.now(ZoneOffset.UTC)
        .isAfter(seen.getRenewTime().plus(seen.getLeaseDuration()));
  }

  private void renew(ZonedDateTime othersTime) {
    write(
        new LeaseSpecBuilder()
            .withHolderIdentity("other")
            .withLeaseDurationSeconds((int) LEASE.toSeconds())
            .withAcquireTime(othersTime)
            .withRenewTime(othersTime)
            .withLeaseTransitions(0)
            .build());
  }

  private void write(LeaseSpec spec) {
    Lease lease =
        new LeaseBuilder()
            .withNewMetadata()
            .withNamespace("runai")
            .withName(Leadership.LEASE)
            .endMetadata()
            .withSpec(spec)
            .build();
    api.admin().resource(lease).createOr(NonDeletingOperation::update);
  }
}
