package io.pullsecrets.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pullsecrets.fault.CheckedLoad.Report;
import io.pullsecrets.replicator.ApiRequest;
import io.pullsecrets.replicator.Fault;
import io.pullsecrets.replicator.Fault.OnTheWay;
import io.pullsecrets.replicator.Fault.Refusal;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two packaged servers answer 100 calls a second, each answer is checked, and meanwhile the API
 * server fails in every way there is. What changed during the fault has been copied soon after.
 *
 * <p>Each fault lasts as long as the system property {@code fault.seconds} says; {@code make
 * fault-test} has it last longer.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultsUnderLoadIT {
  private static final int PER_SECOND = 100;
  private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("fault.seconds", 1));

  /** For how long replicas wait for an answer of the API server: by themselves, ten seconds. */
  private static final Map<String, String> PATIENCE =
      System.getProperty("fault.seconds") == null
          ? Map.of("KUBERNETES_REQUEST_TIMEOUT", "2000")
          : Map.of();

  /** And tested beside a real API server too, in OperationIT. */
  private static final String LONG = "takes half a minute: make fault-test";

  private TestedCluster cluster;

  /** What the API server does, and how that begins. */
  static Stream<Arguments> apiFaults() {
    return Stream.of(
        cutOff("closes every connection", TestedCluster::breakDown),
        cutOff("accepts and never answers", cluster -> cluster.rule(request -> OnTheWay.HUNG)),
        cutOff("answers 429", cluster -> cluster.rule(request -> Refusal.TOO_MANY_REQUESTS)),
        cutOff("answers 500", cluster -> cluster.rule(request -> Refusal.INTERNAL_ERROR)),
        cutOff(
            "no longer takes the token", cluster -> cluster.rule(request -> Refusal.EXPIRED_TOKEN)),
        cutOff("shows a certificate that nobody trusts", TestedCluster::showStrangeCertificate),
        Arguments.of("is slow", false, fault(cluster -> cluster.rule(request -> OnTheWay.SLOW))),
        Arguments.of(
            "truncates watches",
            false,
            fault(cluster -> cluster.rule(watches(OnTheWay.WATCH_TRUNCATED)))),
        Arguments.of(
            "expires watches",
            false,
            fault(cluster -> cluster.rule(watches(OnTheWay.WATCH_EXPIRED)))));
  }

  /** One during which nothing gets through. */
  private static Arguments cutOff(String name, Consumer<TestedCluster> begin) {
    return Arguments.of(name, true, begin);
  }

  private static Consumer<TestedCluster> fault(Consumer<TestedCluster> begin) {
    return begin;
  }

  private static Function<ApiRequest, Fault> watches(Fault fault) {
    return request -> request.isWatch() ? fault : OnTheWay.NONE;
  }

  @BeforeAll
  void start() throws Exception {
    cluster = new TestedCluster();
    cluster.startReplicas(2, PATIENCE);
    cluster.awaitCopies("shared");
    cluster.load().start(PER_SECOND);
    goesOn();
    cluster.load().report();
  }

  @AfterEach
  void mend() {
    cluster.mend();
  }

  @AfterAll
  void close() throws IOException {
    cluster.close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("apiFaults")
  void every_pod_is_answered_rightly_while_the_api_server(
      String fault, boolean cutsOff, Consumer<TestedCluster> begin) throws Exception {
    String secret = "made-while-it-" + fault.replace(' ', '-');
    begin.accept(cluster);
    clusterWide(secret);
    goesOn();
    if (cutsOff) {
      assertThat(cluster.isCopied(secret)).as("the fault is one").isFalse();
    }
    cluster.mend();
    long mended = System.nanoTime();
    cluster.awaitCopies(secret);
    assertFlawless("API server " + fault, mended);
  }

  @Test
  @EnabledIfSystemProperty(named = "fault.seconds", matches = ".*", disabledReason = LONG)
  void every_pod_is_answered_rightly_by_the_others_when_the_leader_is_killed() throws Exception {
    ReplicaProcess leader = cluster.leader();
    long killed = System.nanoTime();
    cluster.kill(leader);
    Report lost = cluster.load().report();
    assertThat(lost.wrong()).isEmpty();
    // Calls that were under way to it then: no server can answer them.
    assertThat(lost.unanswered()).allMatch(each -> each.startsWith(leader.port() + ":"));
    clusterWide("made-without-a-leader");
    cluster.startReplica();
    cluster.awaitCopies("made-without-a-leader");
    assertFlawlessBut(leader.port(), "leader killed", killed);
  }

  @Test
  @EnabledIfSystemProperty(named = "fault.seconds", matches = ".*", disabledReason = LONG)
  void every_pod_is_answered_rightly_while_all_replicas_are_replaced() throws Exception {
    long begin = System.nanoTime();
    for (ReplicaProcess old : cluster.replicas()) {
      cluster.startReplica();
      cluster.stop(old);
    }
    clusterWide("made-after-the-replacement");
    cluster.awaitCopies("made-after-the-replacement");
    assertFlawless("replicas replaced", begin);
  }

  private void clusterWide(String name) {
    cluster.secret("runai", name, name + ".example", Map.of("runai/cluster-wide", "true"));
  }

  /** Until the fault has lasted long enough, and many calls have come to an end. */
  private void goesOn() {
    long end = System.nanoTime() + LENGTH.toNanos();
    int until = cluster.load().done() + PER_SECOND;
    await()
        .atMost(LENGTH.plusSeconds(60))
        .until(() -> System.nanoTime() >= end && cluster.load().done() >= until);
  }

  private void assertFlawless(String fault, long since) {
    assertFlawlessBut(-1, fault, since);
  }

  private void assertFlawlessBut(int port, String fault, long since) {
    double seconds = (System.nanoTime() - since) / 1e9;
    Report report = cluster.load().report();
    List<String> unanswered =
        report.unanswered().stream().filter(each -> !each.startsWith(port + ":")).toList();
    System.out.printf(
        Locale.ROOT,
        "%-52s %6d calls, %d wrong, %d unanswered; ms %5.1f %6.1f %7.1f; in step %.1f s later%n",
        fault,
        report.calls(),
        report.wrong().size(),
        report.unanswered().size(),
        report.median(),
        report.p99(),
        report.slowest(),
        seconds);
    assertThat(report.wrong()).as("wrong answers").isEmpty();
    assertThat(unanswered).as("calls without an answer").isEmpty();
    assertThat(report.calls()).as("answers").isGreaterThan(PER_SECOND / 2);
  }
}
