package io.pullsecrets.replicator;

import static org.assertj.core.api.Assertions.assertThat;

import io.pullsecrets.project.Project;
import io.pullsecrets.project.Reach;
import io.pullsecrets.registry.SecretType;
import io.pullsecrets.replication.Source;
import io.pullsecrets.replicator.Restorations.Demand;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RestorationsTest {
  private static final String TEAM = "team";
  private static final Demand DEMAND = demand("1");

  private final AtomicLong time = new AtomicLong(-5);
  private final Restorations restorations = new Restorations(time::get);

  @Test
  void what_is_changed_again_and_again_is_restored_later_and_later() {
    for (int i = 0; i < Restorations.FREE; i++) {
      assertThat(restorations.pause(TEAM, DEMAND)).as("restored %d times", i).isZero();
      restorations.done(TEAM, DEMAND);
    }
    for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 60, 60, 60}) {
      Duration pause = Duration.ofSeconds(seconds);
      assertThat(restorations.pause(TEAM, DEMAND)).isEqualTo(pause);
      pass(pause.minusNanos(1));
      assertThat(restorations.pause(TEAM, DEMAND)).isEqualTo(Duration.ofNanos(1));
      pass(Duration.ofNanos(1));
      assertThat(restorations.pause(TEAM, DEMAND)).isZero();
      restorations.done(TEAM, DEMAND);
    }
  }

  @Test
  void a_rotation_a_project_that_changes_and_other_namespaces_never_wait() {
    restore(2 * Restorations.FREE);
    assertThat(restorations.pause(TEAM, DEMAND)).isPositive();
    assertThat(restorations.pause(TEAM, demand("2"))).isZero();
    assertThat(
            restorations.pause(
                TEAM, new Demand(DEMAND.sources(), Optional.of(new Project(TEAM, true, false)))))
        .isZero();
    assertThat(restorations.pause("other", DEMAND)).isZero();

    restorations.done(TEAM, demand("2"));
    assertThat(restorations.pause(TEAM, demand("2"))).as("it begins anew").isZero();
  }

  @Test
  void it_begins_anew_after_a_time_in_which_nobody_changed_anything() {
    restore(2 * Restorations.FREE);
    pass(Restorations.LONGEST.multipliedBy(3));
    restore(1);
    assertThat(restorations.pause(TEAM, DEMAND)).isZero();
  }

  private void restore(int times) {
    for (int i = 0; i < times; i++) {
      restorations.done(TEAM, DEMAND);
    }
  }

  private void pass(Duration duration) {
    time.addAndGet(duration.toNanos());
  }

  private static Demand demand(String version) {
    return new Demand(
        List.of(
            new Source(
                "ngc",
                "uid",
                version,
                SecretType.DOCKER_CONFIG_JSON,
                "hash-" + version,
                "digest",
                true,
                new Reach.Everyone())),
        Optional.of(new Project(TEAM, false, false)));
  }
}
