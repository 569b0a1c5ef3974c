package io.pullsecrets.replicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pullsecrets.index.FaultyApi;
import io.pullsecrets.registry.CopyName;
import io.pullsecrets.replicator.Fault.OnTheWay;
import io.pullsecrets.replicator.Fault.Refusal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What can go wrong between replicas and the API server, whichever that is. At the end of each
 * story every copy is there, none is left over, and nothing of a user's has been touched.
 */
abstract class ReplicationFaultStories {
  /** The writes that {@link #aPassIsNeeded} calls for. */
  private static final int WRITES = 7;

  private static final Duration MOST = Duration.ofMinutes(2);

  /** What a test has opened, the latest first. */
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  private ApiServer api;
  private Scene scene;

  abstract ApiServer startApi();

  /** How many projects there are in the story of many, a multiple of ten. */
  abstract int manyProjects();

  @BeforeEach
  void scene() {
    api = opened(startApi());
    scene = opened(new Scene(api));
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  static Stream<Arguments> eachStep() {
    return IntStream.rangeClosed(1, WRITES)
        .boxed()
        .flatMap(
            write ->
                Stream.of(OnTheWay.REQUEST_LOST, OnTheWay.ANSWER_LOST)
                    .map(fault -> Arguments.of(write, fault)));
  }

  @Test
  void a_pass_that_nothing_disturbs_is_as_long_as_the_stories_that_break_it_off_take_it_to_be() {
    aPassIsNeeded();
    FaultyProxy way = way();
    Replica writer = start(way);
    eventually(scene::assertInStep);
    // The way counts a write when its answer comes by, which may be later than its effect.
    eventually(() -> way.writes() >= WRITES);
    close(writer);
    assertThat(way.writes()).isEqualTo(WRITES);
  }

  @ParameterizedTest(name = "write {0}: {1}")
  @MethodSource("eachStep")
  void what_a_killed_writer_left_undone_the_next_one_does(int write, OnTheWay fault) {
    aPassIsNeeded();
    FaultyProxy way = way();
    AtomicBoolean killed = breakAt(write, fault, way);
    Replica writer = start(way);
    eventually(killed::get);
    close(writer);
    scene.expireLease();

    start(way());
    eventually(scene::assertInStep);
  }

  @Test
  void a_replica_that_waits_takes_over_from_a_killed_writer() {
    aPassIsNeeded();
    FaultyProxy way = way();
    AtomicBoolean killed = breakAt(4, OnTheWay.ANSWER_LOST, way);
    start(way);
    eventually(killed::get);

    FaultyProxy wayOfTheOther = way();
    AtomicBoolean waits = new AtomicBoolean();
    wayOfTheOther.rule(
        request -> {
          if (request.isAboutLeases()) {
            waits.set(true);
          }
          return OnTheWay.NONE;
        });
    start(wayOfTheOther);
    eventually(waits::get);
    assertThat(wayOfTheOther.writes()).isZero();
    scene.expireLease();
    eventually(scene::assertInStep);
  }

  @ParameterizedTest
  @EnumSource(names = {"REQUEST_LOST", "ANSWER_LOST"})
  void a_writer_whose_api_server_goes_away_in_the_middle_goes_on_when_it_is_back(OnTheWay fault) {
    aPassIsNeeded();
    FaultyProxy way = way();
    AtomicBoolean away = breakAt(4, fault, way);
    start(way);
    eventually(away::get);
    way.breakConnections();
    scene.source("meanwhile", "new");
    way.rule(request -> OnTheWay.NONE);
    eventually(scene::assertInStep);
  }

  @Test
  void what_changed_while_the_api_server_was_away_is_caught_up_with() {
    FaultyProxy way = way();
    start(way);
    manyThingsChangeWhile(way::breakDown);
    way.mend();
    eventually(scene::assertInStep);
  }

  @Test
  void a_replica_that_starts_while_the_api_server_is_away_writes_when_it_is_there() {
    aPassIsNeeded();
    FaultyProxy way = way();
    way.breakDown();
    start(way);
    way.mend();
    eventually(scene::assertInStep);
  }

  @Test
  void what_changed_behind_an_expired_watch_is_listed() {
    FaultyProxy way = way();
    start(way);
    manyThingsChangeWhile(way::breakDown);
    way.rule(request -> request.isWatch() ? OnTheWay.WATCH_EXPIRED : OnTheWay.NONE);
    way.mend();
    // As many as there are informers.
    eventually(() -> way.expiredWatches() >= 5);
    way.rule(request -> OnTheWay.NONE);
    eventually(scene::assertInStep);
  }

  @Test
  void two_writers_at_once_do_no_harm_while_sources_projects_and_secrets_change() {
    try (FaultyApi leasesOfOne = new FaultyApi();
        FaultyApi leasesOfTheOther = new FaultyApi()) {
      FaultyProxy one = opened(new FaultyProxy(api.config(), leasesOfOne.config()));
      FaultyProxy theOther = opened(new FaultyProxy(api.config(), leasesOfTheOther.config()));
      Set<FaultyProxy> writers = ConcurrentHashMap.newKeySet();
      for (FaultyProxy way : List.of(one, theOther)) {
        way.rule(
            request -> {
              if (request.writesSecret()) {
                writers.add(way);
              }
              return OnTheWay.NONE;
            });
      }
      List.of("a", "b", "c").forEach(scene::project);
      scene.source("ngc", "one");
      Replica first = start(one);
      Replica second = start(theOther);
      Random random = new Random(20260101);
      for (int i = 0; i < 300; i++) {
        changeSomething(random);
      }
      eventually(scene::assertInStep);
      eventually(() -> writers.size() == 2);
      close(first);
      close(second);
      scene.assertInStep();
    }
  }

  @Test
  void namespaces_that_fail_hold_up_no_other_and_get_their_copies_in_the_end() {
    int projects = manyProjects();
    int failing = projects / 10;
    int sources = 20;
    for (int i = 0; i < projects; i++) {
      scene.project((i < failing ? "failing-" : "sound-") + i);
    }
    for (int i = 0; i < sources; i++) {
      scene.source("source-" + i, "p");
    }
    List<Refusal> refusals =
        List.of(Refusal.QUOTA, Refusal.TOO_MANY_REQUESTS, Refusal.INTERNAL_ERROR);
    Set<String> refused = ConcurrentHashMap.newKeySet();
    FaultyProxy way = way();
    way.rule(
        request -> {
          if (!request.writesSecretIn(scene.full("failing-.*"))) {
            return OnTheWay.NONE;
          }
          refused.add(request.namespace());
          return refusals.get(Math.floorMod(request.namespace().hashCode(), refusals.size()));
        });
    start(way);
    eventually(() -> way.writes() >= (projects - failing) * sources);
    eventually(() -> refused.size() == failing);
    SortedMap<String, String> elsewhere = scene.expected();
    elsewhere.keySet().removeIf(key -> key.startsWith(scene.full("failing-")));
    assertThat(scene.found()).isEqualTo(elsewhere);

    way.rule(request -> OnTheWay.NONE);
    eventually(() -> way.writes() >= projects * sources);
    scene.assertInStep();
  }

  @Test
  void a_namespace_that_begins_to_terminate_before_a_write_holds_up_nothing() {
    rightBefore(ApiRequest::creates, "d", () -> scene.terminate("d"));
  }

  @Test
  void a_namespace_that_vanishes_before_a_copy_is_created_holds_up_nothing() {
    rightBefore(ApiRequest::creates, "d", () -> scene.vanish("d"));
  }

  @Test
  void a_namespace_that_vanishes_before_a_copy_is_updated_holds_up_nothing() {
    rightBefore(ApiRequest::changes, "a", () -> scene.vanish("a"));
  }

  @Test
  void a_namespace_that_is_made_anew_before_a_write_gets_its_copies() {
    rightBefore(
        ApiRequest::creates,
        "d",
        () -> {
          scene.vanish("d");
          scene.project("d");
        });
  }

  @Test
  void a_source_that_goes_before_its_copy_is_written_leaves_none() {
    rightBefore(ApiRequest::creates, "a", () -> scene.deleteSource("quay"));
  }

  @Test
  void a_users_secret_that_takes_a_name_before_a_copy_does_stays() {
    rightBefore(
        ApiRequest::creates,
        "d",
        () -> {
          scene.foreign("d", "quay", "of a user");
          scene.foreign("d", CopyName.derived("ngc"), "of a user");
        });
  }

  @Test
  void a_users_secret_in_place_of_a_copy_stays_when_that_was_to_be_deleted() {
    rightBefore(ApiRequest::deletes, "a", () -> aUserTakesOver("a"));
  }

  @Test
  void a_users_secret_in_place_of_a_copy_stays_when_that_was_to_be_updated() {
    rightBefore(ApiRequest::changes, "a", () -> aUserTakesOver("a"));
  }

  @Test
  void a_copy_that_a_user_makes_their_own_stays_when_it_was_to_be_deleted() {
    rightBefore(ApiRequest::deletes, "a", () -> aUserMakesTheirOwn("a"));
  }

  @Test
  void a_copy_that_a_user_makes_their_own_stays_when_it_was_to_be_updated() {
    rightBefore(ApiRequest::changes, "a", () -> aUserMakesTheirOwn("a"));
  }

  private void aUserTakesOver(String namespace) {
    scene.delete(namespace, "old");
    scene.delete(namespace, "ngc");
    aUserMakesTheirOwn(namespace);
  }

  private void aUserMakesTheirOwn(String namespace) {
    scene.foreign(namespace, "old", "of a user");
    scene.foreign(namespace, "ngc", "of a user");
  }

  /** Something happens while the first such write is on its way, and no replica hears of it. */
  private void rightBefore(Predicate<ApiRequest> write, String namespace, Runnable whatHappens) {
    aPassIsNeeded();
    FaultyProxy way = way();
    AtomicBoolean happened = new AtomicBoolean();
    way.rule(
        request -> {
          if (request.writesSecretIn(scene.full(namespace))
              && write.test(request)
              && happened.compareAndSet(false, true)) {
            whatHappens.run();
          }
          return OnTheWay.NONE;
        });
    start(way);
    eventually(happened::get);
    eventually(scene::assertInStep);
  }

  /** Leaves copies to create, to update and to delete, and no replica. */
  private void aPassIsNeeded() {
    scene.project("a");
    scene.project("b");
    scene.plainNamespace("c");
    scene.source("ngc", "one");
    scene.source("old", "old");
    scene.foreign("a", "own", "own");
    scene.foreign("c", "ngc", "own");
    scene.foreign(
        "c",
        "looks-like-ours",
        "own",
        Map.of("app.kubernetes.io/managed-by", "pull-secret-injector"));
    Replica before = start(way());
    eventually(scene::assertInStep);
    close(before);
    scene.expireLease();

    scene.source("ngc", "two");
    scene.deleteSource("old");
    scene.source("quay", "quay");
    scene.plainNamespace("b");
    scene.project("d");
    scene.foreign("d", "ngc", "own");
  }

  private void manyThingsChangeWhile(Runnable somethingBreaks) {
    scene.project("a");
    scene.project("b");
    scene.source("ngc", "one");
    scene.source("old", "old");
    scene.foreign("a", "own", "own");
    eventually(scene::assertInStep);
    somethingBreaks.run();
    scene.source("ngc", "two");
    scene.deleteSource("old");
    scene.source("quay", "quay");
    scene.plainNamespace("b");
    scene.project("d");
    scene.vanish("a");
    scene.project("a");
    scene.foreign("a", "ngc", "own");
  }

  private void changeSomething(Random random) {
    String source = List.of("ngc", "quay", "gcr").get(random.nextInt(3));
    String namespace = List.of("a", "b", "c").get(random.nextInt(3));
    String password = List.of("one", "two").get(random.nextInt(2));
    switch (random.nextInt(12)) {
      case 0 -> scene.deleteSource(source);
      case 1 -> scene.optedOutProject(namespace);
      case 2 -> scene.plainNamespace(namespace);
      case 8 -> scene.unlabelSource(source);
      case 3 -> scene.foreign(namespace, source, password);
      case 4, 5 -> scene.delete(namespace, source);
      case 6, 7 -> scene.project(namespace);
      default -> scene.source(source, password);
    }
  }

  /** From the n-th write on nothing gets through; what becomes of that write is the fault. */
  private static AtomicBoolean breakAt(int write, Fault fault, FaultyProxy way) {
    AtomicInteger writes = new AtomicInteger();
    AtomicBoolean broken = new AtomicBoolean();
    way.rule(
        request -> {
          if (broken.get()) {
            return OnTheWay.REQUEST_LOST;
          }
          if (request.writesSecret() && writes.incrementAndGet() == write) {
            broken.set(true);
            return fault;
          }
          return OnTheWay.NONE;
        });
    return broken;
  }

  private FaultyProxy way() {
    return opened(new FaultyProxy(api.config()));
  }

  private Replica start(FaultyProxy way) {
    return opened(new Replica(way.client(), scene.configuration()));
  }

  private <T extends AutoCloseable> T opened(T resource) {
    open.push(resource);
    return resource;
  }

  private void close(Replica replica) {
    open.remove(replica);
    replica.close();
  }

  private static void eventually(BooleanSupplier condition) {
    eventually(() -> assertThat(condition.getAsBoolean()).isTrue());
  }

  private static void eventually(org.awaitility.core.ThrowingRunnable assertion) {
    await().atMost(MOST).pollInterval(Duration.ofMillis(10)).untilAsserted(assertion);
  }
}
