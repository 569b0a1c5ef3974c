package io.pullsecrets.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * As {@link FaultsUnderLoadIT}, while the clocks of the machines jump on which the two packaged
 * servers believe to be.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@EnabledIf(
    value = "io.pullsecrets.fault.MachineClock#canBeSet",
    disabledReason = "there is no faketime: apt-get install faketime")
class ClockJumpIT {
  private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("fault.seconds", 1));
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Pattern TIME_OF_A_DECISION = Pattern.compile("datetime=\"([^\"]+)\"");

  private final Map<ReplicaProcess, MachineClock> clocks = new HashMap<>();
  private TestedCluster cluster;

  @BeforeAll
  void start() throws Exception {
    cluster = new TestedCluster();
    for (int i = 1; i <= 2; i++) {
      MachineClock clock = MachineClock.at(Path.of("target", "fault-clock-" + i));
      cluster.startReplicas(1, clock.environment()).forEach(replica -> clocks.put(replica, clock));
    }
    cluster.awaitCopies("shared");
    cluster.startLoad();
    cluster.goesOn(LENGTH);
    cluster.load().report();
  }

  @AfterEach
  void setRight() throws IOException {
    set(replica -> Duration.ZERO);
  }

  @AfterAll
  void close() throws IOException {
    cluster.close();
  }

  /** First where the leader stays: its own clock's way back makes it give the Lease back. */
  @Order(1)
  @ParameterizedTest(name = "the leader''s by {0} hours, the other''s by {1}")
  @CsvSource({"0,12", "0,-12", "12,12", "-12,-12", "12,0", "-12,0"})
  void every_pod_is_answered_rightly_while_clocks_jump(int leaders, int others) throws Exception {
    ReplicaProcess leader = cluster.leader();
    jump(leaders, others);
    String secret = "made-with-clocks-at-" + leaders + "-and-" + others;
    cluster.clusterWide(secret);
    cluster.awaitCopies(secret);
    cluster.goesOn(LENGTH);
    if (leaders == 0) {
      assertThat(cluster.leader()).as("leads, since it renewed its Lease").isSameAs(leader);
    }
    setRight();
    long right = System.nanoTime();
    cluster.clusterWide(secret + "-and-back");
    cluster.awaitCopies(secret + "-and-back");
    cluster.assertFlawless("clocks jump by " + leaders + " and " + others + " hours", right);
  }

  /** No certificate is valid then: the webhook's own isn't, and the API server isn't trusted. */
  @Order(2)
  @ParameterizedTest(name = "by {0} days")
  @CsvSource({"400", "-400"})
  void every_pod_is_answered_rightly_while_no_certificate_is_valid(int days) throws Exception {
    jump(24 * days, 24 * days);
    String secret = "made-with-clocks-at-" + days + "-days";
    cluster.clusterWide(secret);
    cluster.goesOn(LENGTH);
    setRight();
    long right = System.nanoTime();
    cluster.awaitCopies(secret);
    cluster.assertFlawless("clocks jump by " + days + " days", right);
  }

  private void jump(int leaders, int others) throws IOException {
    ReplicaProcess leader = cluster.leader();
    set(replica -> Duration.ofHours(replica == leader ? leaders : others));
  }

  /** Sets the clocks, and waits until each replica has noticed. */
  private void set(Function<ReplicaProcess, Duration> ahead) throws IOException {
    for (Map.Entry<ReplicaProcess, MachineClock> each : clocks.entrySet()) {
      each.getValue().set(ahead.apply(each.getKey()));
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(clocks.keySet())
                    .allSatisfy(
                        replica ->
                            assertThat(time(replica))
                                .isCloseTo(
                                    Instant.now().plus(ahead.apply(replica)),
                                    within(1, ChronoUnit.HOURS))));
  }

  /** When its last decision was, by its own clock. */
  private static Instant time(ReplicaProcess replica) {
    Matcher times = TIME_OF_A_DECISION.matcher(replica.management("/status/decisions"));
    assertThat(times.find()).as("it has decided something").isTrue();
    return Instant.parse(times.group(1));
  }
}
