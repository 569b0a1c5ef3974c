package io.pullsecrets.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.pullsecrets.fault.CheckedLoad.Report;
import io.pullsecrets.replicator.ApiRequest;
import io.pullsecrets.replicator.Fault;
import io.pullsecrets.replicator.Fault.OnTheWay;
import io.pullsecrets.replicator.Fault.Refusal;
import java.io.IOException;
import java.time.Duration;
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
    cluster.startLoad();
    cluster.goesOn(LENGTH);
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
    cluster.clusterWide(secret);
    cluster.goesOn(LENGTH);
    if (cutsOff) {
      assertThat(cluster.isCopied(secret)).as("the fault is one").isFalse();
    }
    cluster.mend();
    long fixed = System.nanoTime();
    cluster.awaitCopies(secret);
    cluster.assertFlawless("API server " + fault, fixed);
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
    cluster.clusterWide("made-without-a-leader");
    cluster.startReplica();
    cluster.awaitCopies("made-without-a-leader");
    cluster.assertFlawlessBut(leader.port(), "leader killed", killed);
  }

  @Test
  @EnabledIfSystemProperty(named = "fault.seconds", matches = ".*", disabledReason = LONG)
  void every_pod_is_answered_rightly_while_all_replicas_are_replaced() throws Exception {
    long begin = System.nanoTime();
    for (ReplicaProcess old : cluster.replicas()) {
      cluster.startReplica();
      cluster.stop(old);
    }
    cluster.clusterWide("made-after-the-replacement");
    cluster.awaitCopies("made-after-the-replacement");
    cluster.assertFlawless("replicas replaced", begin);
  }
}
