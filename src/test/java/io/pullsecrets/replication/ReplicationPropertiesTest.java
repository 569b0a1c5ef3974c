package io.pullsecrets.replication;

import static io.pullsecrets.replication.FakeCluster.SOURCE_NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;

import io.pullsecrets.project.CopyMark;
import io.pullsecrets.project.Project;
import io.pullsecrets.project.Reach;
import io.pullsecrets.registry.CopyName;
import io.pullsecrets.registry.SecretType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What must hold after every history of a cluster. {@link Expected} says what is desired. */
class ReplicationPropertiesTest {
  /** Few, so that users and copies often meet at one, and some derived from others. */
  private static final List<String> NAMES =
      List.of("a", "b", CopyName.derived("a"), CopyName.derived(CopyName.derived("a")));

  private static final List<String> CREDENTIALS = List.of("red", "green", "blue");
  private static final List<String> NAMESPACES = List.of("one", "two", SOURCE_NAMESPACE);

  /** One thing that happens in a cluster, with a text for who reads of a failure. */
  record Step(String text, Consumer<FakeCluster> change) {
    @Override
    public String toString() {
      return text;
    }
  }

  @Property(tries = 5000, seed = "1")
  void two_plans_bring_the_desired_state_and_touch_nothing_else(
      @ForAll("histories") List<Step> history) {
    FakeCluster cluster = after(history);
    List<PresentSecret> untouchable = untouchable(cluster);

    cluster.apply(cluster.plan().actions());
    cluster.apply(cluster.plan().actions());

    assertThat(cluster.plan().actions()).isEmpty();
    for (String namespace : NAMESPACES) {
      if (cluster.project(namespace).filter(Project::terminating).isEmpty()) {
        new Expected(cluster, namespace).check();
      }
    }
    assertThat(untouchable(cluster)).containsExactlyInAnyOrderElementsOf(untouchable);
  }

  @Property(tries = 2000, seed = "1")
  void one_plan_is_enough_unless_a_type_changed(@ForAll("histories") List<Step> history) {
    FakeCluster cluster = after(history);
    List<Action> actions = cluster.plan().actions();
    cluster.apply(actions);

    assertThat(cluster.plan().actions())
        .allMatch(action -> action instanceof Action.Create)
        .extracting(action -> action.namespace() + "/" + action.name())
        .isEqualTo(
            actions.stream()
                .filter(action -> action.code().equals(Reason.TYPE_CHANGED.code()))
                .map(action -> action.namespace() + "/" + action.name())
                .toList());
  }

  @Property(tries = 2000, seed = "1")
  void a_plan_that_was_carried_out_in_part_is_made_up_for(
      @ForAll("histories") List<Step> history, @ForAll long seed) {
    FakeCluster whole = after(history);
    whole.apply(whole.plan().actions());
    whole.apply(whole.plan().actions());
    FakeCluster inPart = after(history);
    List<Action> actions = shuffled(inPart.plan().actions(), seed);
    inPart.apply(actions.subList(0, actions.size() / 2));
    inPart.apply(inPart.plan().actions());
    inPart.apply(inPart.plan().actions());

    assertThat(content(inPart)).isEqualTo(content(whole));
  }

  @Property(tries = 2000, seed = "1")
  void the_order_of_what_is_given_does_not_matter(
      @ForAll("histories") List<Step> history, @ForAll long seed) {
    FakeCluster cluster = after(history);
    ReplicationPlan plan = cluster.plan();
    ReplicationPlan shuffled =
        ClusterPlan.of(
            SOURCE_NAMESPACE,
            shuffled(cluster.sources(), seed),
            shuffled(cluster.projects(), seed + 1),
            shuffled(cluster.secrets(), seed + 2));

    assertThat(shuffled.actions()).isEqualTo(plan.actions());
    assertThat(shuffled.conflicts()).isEqualTo(plan.conflicts());
    assertThat(shuffled.satisfied()).isEqualTo(plan.satisfied());
    assertThat(shuffled.unknownDepartments()).isEqualTo(plan.unknownDepartments());
  }

  private static FakeCluster after(List<Step> history) {
    FakeCluster cluster = new FakeCluster();
    history.forEach(step -> step.change().accept(cluster));
    return cluster;
  }

  private static List<PresentSecret> untouchable(FakeCluster cluster) {
    return cluster.secrets().stream().filter(cluster::isUntouchable).toList();
  }

  /** The Secrets without what the order of writing decides. */
  private static List<List<Object>> content(FakeCluster cluster) {
    return cluster.secrets().stream()
        .map(
            each ->
                List.<Object>of(
                    each.namespace(), each.name(), each.type(), each.contentHash(), each.mark()))
        .sorted((one, other) -> one.toString().compareTo(other.toString()))
        .toList();
  }

  private static <T> List<T> shuffled(List<T> list, long seed) {
    List<T> shuffled = new ArrayList<>(list);
    Collections.shuffle(shuffled, new Random(seed));
    return shuffled;
  }

  /** Goes through a namespace that isn't terminating, source by source. */
  private static final class Expected {
    private final FakeCluster cluster;
    private final String namespace;
    private final List<PresentSecret> copies = new ArrayList<>();
    private final List<Conflict> conflicts = new ArrayList<>();
    private final List<SatisfiedByForeign> satisfied = new ArrayList<>();
    private final List<UnknownDepartment> unknownDepartments = new ArrayList<>();

    Expected(FakeCluster cluster, String namespace) {
      this.cluster = cluster;
      this.namespace = namespace;
    }

    void check() {
      Optional<Project> project = cluster.project(namespace);
      if (project.isPresent() && !project.get().optedOut() && !namespace.equals(SOURCE_NAMESPACE)) {
        for (Source source : cluster.sources()) {
          if (isMeant(source)) {
            check(source);
          } else if (source.usable() && project.get().department().isEmpty()) {
            unknownDepartments.add(new UnknownDepartment(namespace, source));
          }
        }
      }
      ReplicationPlan plan =
          ReplicationPlan.of(
              SOURCE_NAMESPACE,
              cluster.sources(),
              project,
              cluster.secrets().stream()
                  .filter(each -> each.namespace().equals(namespace))
                  .toList());
      assertThat(plan.conflicts()).containsExactlyInAnyOrderElementsOf(conflicts);
      assertThat(plan.satisfied()).containsExactlyInAnyOrderElementsOf(satisfied);
      assertThat(plan.copies())
          .extracting(Copy::name)
          .containsExactlyInAnyOrderElementsOf(copies.stream().map(PresentSecret::name).toList());
      assertThat(plan.unknownDepartments()).containsExactlyInAnyOrderElementsOf(unknownDepartments);
      assertThat(
              cluster.secrets().stream()
                  .filter(each -> each.namespace().equals(namespace))
                  .filter(each -> !cluster.isUntouchable(each)))
          .as("all copies in %s", namespace)
          .containsExactlyInAnyOrderElementsOf(copies);
    }

    /** Usable, and for everyone or for the department that the project is known to be in. */
    private boolean isMeant(Source source) {
      String department = cluster.project(namespace).orElseThrow().department().orElse("unknown");
      return source.usable()
          && (source.reach().equals(new Reach.Everyone())
              || source.reach().equals(new Reach.Department(department)));
    }

    private void check(Source source) {
      String name = source.name();
      PresentSecret own = cluster.secret(namespace, name).orElseThrow();
      if (!cluster.isUntouchable(own)) {
        addCopy(own, source);
      } else if (own.credentialsDigest().equals(source.credentialsDigest())) {
        satisfied.add(new SatisfiedByForeign(namespace, name, source));
      } else {
        String derived = CopyName.derived(name);
        PresentSecret other = cluster.secret(namespace, derived).orElseThrow();
        boolean taken =
            cluster.isUntouchable(other)
                || cluster.sources().stream()
                    .anyMatch(each -> isMeant(each) && each.name().equals(derived));
        conflicts.add(new Conflict(namespace, name, derived, taken, source));
        if (!taken) {
          addCopy(other, source);
        }
      }
    }

    private void addCopy(PresentSecret secret, Source source) {
      assertThat(secret.type()).isEqualTo(source.type().typeName());
      assertThat(secret.contentHash()).isEqualTo(source.contentHash());
      assertThat(secret.mark()).contains(source.mark(SOURCE_NAMESPACE));
      copies.add(secret);
    }
  }

  @Provide
  Arbitrary<List<Step>> histories() {
    Arbitrary<String> names = Arbitraries.of(NAMES);
    Arbitrary<String> namespaces = Arbitraries.of(NAMESPACES);
    Arbitrary<String> credentials = Arbitraries.of(CREDENTIALS);
    Arbitrary<SecretType> types = Arbitraries.of(SecretType.class);
    Arbitrary<Boolean> seldom = Arbitraries.frequency(Tuple.of(1, true), Tuple.of(4, false));
    Arbitrary<Optional<CopyMark>> marks =
        Combinators.combine(
                Arbitraries.of("runai", "former"),
                names,
                Arbitraries.of("uid-1", "uid-x"),
                Arbitraries.of("copy of red", "x"))
            .as(CopyMark::new)
            .optional(0.7);
    Arbitrary<Optional<CopyMark>> seldomMarks =
        Combinators.combine(marks, seldom).as((mark, kept) -> mark.filter(it -> kept));

    Arbitrary<String> departments = Arbitraries.of("1", "2");
    Arbitrary<Reach> reaches =
        departments
            .<Reach>map(Reach.Department::new)
            .optional(0.5)
            .map(department -> department.orElse(new Reach.Everyone()));

    Arbitrary<Step> putSource =
        Combinators.combine(names, types, credentials, seldom, reaches, seldomMarks)
            .as(
                (name, type, credential, unusable, reach, mark) ->
                    step(
                        "source %s: %s %s unusable=%s %s %s"
                            .formatted(name, type, credential, unusable, reach, mark),
                        it -> it.putSource(name, type, credential, !unusable, reach, mark)));
    Arbitrary<Step> endSource =
        Combinators.combine(names, seldom)
            .as(
                (name, unlabelled) ->
                    unlabelled
                        ? step("unlabelled source " + name, it -> it.unlabelSource(name))
                        : step("removed source " + name, it -> it.removeSource(name)));
    Arbitrary<Step> putProject =
        Combinators.combine(namespaces, departments.optional(0.7), seldom, seldom)
            .as(Project::new)
            .map(project -> step(project.toString(), it -> it.putProject(project)));
    Arbitrary<Step> endProject =
        Combinators.combine(namespaces, seldom)
            .as(
                (namespace, unlabelled) ->
                    unlabelled || namespace.equals(SOURCE_NAMESPACE)
                        ? step("no project " + namespace, it -> it.removeProject(namespace))
                        : step("no namespace " + namespace, it -> it.removeNamespace(namespace)));
    Arbitrary<Step> putSecret =
        Combinators.combine(namespaces, names, types, credentials, seldomMarks)
            .as(
                (namespace, name, type, credential, mark) ->
                    step(
                        "secret %s/%s: %s %s %s".formatted(namespace, name, type, credential, mark),
                        it -> it.putSecret(namespace, name, type, credential, mark)));
    Arbitrary<Step> removeSecret =
        Combinators.combine(namespaces, names)
            .as(
                (namespace, name) ->
                    step(
                        "no secret %s/%s".formatted(namespace, name),
                        it -> it.removeSecret(namespace, name)));
    Arbitrary<Step> edit =
        Combinators.combine(namespaces, names, credentials)
            .as(
                (namespace, name, credential) ->
                    step(
                        "edit of %s/%s: %s".formatted(namespace, name, credential),
                        it -> it.edit(namespace, name, credential)));
    Arbitrary<Step> tamper =
        Combinators.combine(namespaces, names, marks)
            .as(
                (namespace, name, mark) ->
                    step(
                        "mark of %s/%s: %s".formatted(namespace, name, mark),
                        it -> it.tamper(namespace, name, mark)));
    Arbitrary<Step> plan =
        Arbitraries.of(
            step("a plan", it -> it.apply(it.plan().actions())),
            step(
                "half a plan",
                it -> {
                  List<Action> actions = it.plan().actions();
                  it.apply(actions.subList(0, actions.size() / 2));
                }));
    return Arbitraries.frequencyOf(
            Tuple.of(5, putSource),
            Tuple.of(2, endSource),
            Tuple.of(4, putProject),
            Tuple.of(1, endProject),
            Tuple.of(4, putSecret),
            Tuple.of(2, removeSecret),
            Tuple.of(2, edit),
            Tuple.of(2, tamper),
            Tuple.of(4, plan))
        .list()
        .ofMinSize(1)
        .ofMaxSize(30);
  }

  private static Step step(String text, Consumer<FakeCluster> change) {
    return new Step(text, change);
  }
}
