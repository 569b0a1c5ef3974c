package io.pullsecrets.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.pullsecrets.injection.Decision;
import io.pullsecrets.injection.Origin;
import io.pullsecrets.injection.Reason;
import io.pullsecrets.injection.Verdict;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecentDecisionsTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Decision LEFT = Decision.Leave.of(Reason.NO_MATCH, "For the test.");

  private final RecentDecisions recent = new RecentDecisions(Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void the_warm_up_is_not_remembered() {
    recent.add("CREATE", "warm-up", "pod", LEFT);
    assertThat(recent.latestFirst()).isEmpty();
  }

  @Test
  void a_decision_is_remembered_with_its_time_pod_and_reason() {
    recent.begin();
    Verdict added =
        new Verdict("ngc", Origin.CLUSTER_WIDE, Verdict.Outcome.ADDED, List.of("nvcr.io"));
    recent.add(
        "CREATE",
        "runai-nlp",
        "trainer-*",
        new Decision.Inject(List.of(added), List.of(added), Optional.of("a warning")));
    assertThat(recent.latestFirst())
        .containsExactly(
            new RecordedDecision(
                NOW,
                "CREATE",
                "runai-nlp",
                "trainer-*",
                Reason.INJECTED,
                "Added ngc for nvcr.io.",
                Optional.of("a warning"),
                List.of("ngc"),
                List.of(
                    new Verdict("ngc", Origin.CLUSTER_WIDE, Verdict.Outcome.ADDED, List.of()))));
  }

  @Test
  void the_latest_hundred_are_kept() {
    recent.begin();
    for (int i = 1; i <= 250; i++) {
      recent.add("CREATE", "demo", "pod-" + i, LEFT);
    }
    assertThat(recent.latestFirst())
        .hasSize(100)
        .extracting(RecordedDecision::pod)
        .startsWith("pod-250", "pod-249")
        .endsWith("pod-151");
  }

  @Test
  void a_pod_of_any_size_takes_little_room() {
    recent.begin();
    List<Verdict> many =
        IntStream.range(0, 10_000)
            .mapToObj(
                i ->
                    new Verdict(
                        "secret-" + i,
                        Origin.PROJECT,
                        Verdict.Outcome.ADDED,
                        List.of("registry-" + i + ".example.com")))
            .toList();
    recent.add(
        "CREATE",
        "n".repeat(10_000),
        "p".repeat(10_000),
        new Decision.Inject(many, many, Optional.of("w".repeat(10_000))));
    RecordedDecision kept = recent.latestFirst().get(0);
    assertThat(kept.namespace()).hasSize(254);
    assertThat(kept.pod()).hasSize(254);
    assertThat(kept.explanation()).hasSize(1024).endsWith("…");
    assertThat(kept.warning().orElseThrow()).hasSize(1024);
    assertThat(kept.added()).hasSize(20);
    assertThat(kept.verdicts()).hasSize(20).allMatch(each -> each.registries().isEmpty());
  }

  @Test
  void several_threads_lose_none() throws InterruptedException {
    recent.begin();
    CountDownLatch ended = new CountDownLatch(4);
    for (int thread = 0; thread < 4; thread++) {
      Thread adder =
          new Thread(
              () -> {
                for (int i = 0; i < 25; i++) {
                  recent.add("CREATE", "demo", "pod", LEFT);
                }
                ended.countDown();
              });
      adder.start();
    }
    ended.await();
    assertThat(recent.latestFirst()).hasSize(100);
  }
}
