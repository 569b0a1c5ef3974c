package io.pullsecrets.injection;

import static org.assertj.core.api.Assertions.assertThat;

import io.pullsecrets.PullSecrets;
import io.pullsecrets.image.ImageReference;
import io.pullsecrets.image.InvalidImageReferenceException;
import io.pullsecrets.project.Project;
import io.pullsecrets.registry.CopyName;
import io.pullsecrets.registry.Keyring;
import io.pullsecrets.registry.Match;
import io.pullsecrets.registry.PullSecret;
import io.pullsecrets.registry.PullSecretIndex;
import io.pullsecrets.registry.UndecodableSecretException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * What must hold for every pod and every set of candidates. The oracle is {@link Keyring}, which
 * the conformance test holds against the kubelet.
 */
class InjectorPropertiesTest {
  private static final Project PROJECT = new Project(PullSecrets.NAMESPACE, false, false);

  /** Few names, so that own, present and cluster-wide Secrets often share one. */
  private static final List<String> NAMES = List.of("a", "b", "c", "d", "e", "f", "g");

  /**
   * @param present the namespace's Secrets
   * @param declared those of them that may be injected
   * @param clusterWide the cluster-wide ones, as their copies are
   */
  record Case(
      List<String> images,
      List<String> own,
      List<PullSecret> present,
      List<PullSecret> declared,
      List<PullSecret> clusterWide) {

    List<String> result(List<String> own) {
      return Stream.concat(own.stream(), added(own).stream()).toList();
    }

    List<String> result() {
      return result(own);
    }

    List<String> added(List<String> own) {
      return decide(own, declared, clusterWide) instanceof Decision.Inject inject
          ? inject.added().stream().map(Verdict::secret).toList()
          : List.of();
    }

    Decision decide(
        List<String> own, Collection<PullSecret> declared, Collection<PullSecret> clusterWide) {
      return Injector.decide(
          PodImages.of(images, own),
          PROJECT,
          new Candidates(
              PullSecretIndex.of(present),
              PullSecretIndex.of(declared),
              Set.of(),
              PullSecretIndex.of(clusterWide),
              Map.of()));
    }

    /** The Secret that the kubelet will find under a name: what is there, else the copy to come. */
    Optional<PullSecret> inNamespace(String name) {
      return Stream.concat(
              present.stream().filter(secret -> secret.name().equals(name)),
              clusterWide.stream().filter(source -> copyName(source).equals(name)))
          .findFirst();
    }

    /** The name of a cluster-wide Secret's copy, which must not hide other credentials. */
    String copyName(PullSecret source) {
      boolean taken =
          present.stream()
              .anyMatch(
                  there ->
                      there.name().equals(source.name())
                          && !there.credentialsDigest().equals(source.credentialsDigest()));
      return taken ? CopyName.derived(source.name()) : source.name();
    }

    /** Whether a pod that lists these names gets a credential by one of them. */
    boolean serves(String name, List<String> names) {
      Optional<PullSecret> secret = inNamespace(name);
      return images.stream()
          .flatMap(image -> lookup(names, image).stream())
          .anyMatch(
              use ->
                  !use.credential().empty()
                      && secret.filter(wanted -> isSame(wanted, use.secret())).isPresent());
    }

    /** A source and a Secret of its name that is no copy can be equal in all that tests see. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(PullSecret one, PullSecret other) {
      return one == other;
    }

    /** Whether a Secret by itself has a key for an image. */
    boolean mayServe(PullSecret secret) {
      return images.stream()
          .anyMatch(
              image -> {
                try {
                  return secret.match(ImageReference.parse(image)).kind() != Match.Kind.NONE;
                } catch (InvalidImageReferenceException e) {
                  return false;
                }
              });
    }

    /** What the kubelet has for an image; undecodable Secrets of the pod's own are left out. */
    List<Keyring.Use> lookup(List<String> names, String image) {
      try {
        List<PullSecret> secrets =
            names.stream()
                .map(this::inNamespace)
                .flatMap(Optional::stream)
                .filter(PullSecret::isDecodable)
                .toList();
        return Keyring.of(secrets).lookup(ImageReference.parse(image));
      } catch (UndecodableSecretException e) {
        throw new AssertionError(e);
      } catch (InvalidImageReferenceException e) {
        return List.of();
      }
    }
  }

  @Property(tries = 2000, seed = "1")
  void a_second_call_adds_nothing(@ForAll("cases") Case given) {
    List<String> once = given.result();
    assertThat(given.added(once)).isEmpty();
  }

  @Property(seed = "1")
  void the_order_of_the_candidates_does_not_matter(@ForAll("cases") Case given, @ForAll long seed) {
    List<PullSecret> declared = new ArrayList<>(given.declared());
    List<PullSecret> clusterWide = new ArrayList<>(given.clusterWide());
    Collections.shuffle(declared, new Random(seed));
    Collections.shuffle(clusterWide, new Random(~seed));
    assertThat(given.decide(given.own(), declared, clusterWide))
        .isEqualTo(given.decide(given.own(), given.declared(), given.clusterWide()));
  }

  @Property(seed = "1")
  void no_name_is_added_twice_or_beside_the_pods_own(@ForAll("cases") Case given) {
    assertThat(given.added(given.own()))
        .doesNotHaveDuplicates()
        .noneMatch(name -> given.own().contains(name));
  }

  @Property(tries = 2000, seed = "1")
  void credentials_that_served_an_image_still_do_in_the_same_order(@ForAll("cases") Case given) {
    List<String> result = given.result();
    for (String image : given.images()) {
      assertThat(isSubsequence(given.lookup(given.own(), image), given.lookup(result, image)))
          .as("%s with %s", image, result)
          .isTrue();
    }
  }

  @Property(tries = 2000, seed = "1")
  void each_added_secret_serves_an_image(@ForAll("cases") Case given) {
    List<String> result = given.result();
    assertThat(given.added(given.own())).allMatch(name -> given.serves(name, result));
  }

  @Property(tries = 2000, seed = "1")
  void each_candidate_that_is_left_out_would_have_harmed_or_not_served(
      @ForAll("cases") Case given) {
    List<String> result = given.result();
    Stream.concat(
            given.declared().stream().map(PullSecret::name),
            given.clusterWide().stream().filter(given::mayServe).map(given::copyName))
        .distinct()
        .filter(name -> !result.contains(name))
        .forEach(
            name -> {
              List<String> more = Stream.concat(result.stream(), Stream.of(name)).toList();
              boolean serves = given.serves(name, more);
              boolean harms =
                  given.images().stream()
                      .anyMatch(
                          image ->
                              !given.lookup(more, image).containsAll(given.lookup(result, image)));
              assertThat(!serves || harms).as("%s was left out of %s", name, result).isTrue();
            });
  }

  @Property(seed = "1")
  void nothing_that_the_kubelet_cannot_decode_is_added(@ForAll("cases") Case given) {
    assertThat(given.added(given.own()))
        .allMatch(name -> given.inNamespace(name).orElseThrow().isDecodable());
  }

  private static boolean isSubsequence(List<Keyring.Use> part, List<Keyring.Use> whole) {
    Iterator<Keyring.Use> rest = whole.iterator();
    return part.stream()
        .allMatch(
            wanted -> {
              while (rest.hasNext()) {
                if (rest.next().equals(wanted)) {
                  return true;
                }
              }
              return false;
            });
  }

  @Provide
  Arbitrary<Case> cases() {
    Arbitrary<List<PullSecret>> secrets =
        secret().list().ofMaxSize(5).uniqueElements(PullSecret::name);
    return Combinators.combine(
            Arbitraries.of(
                    "ubuntu",
                    "me/app:1",
                    "docker.io/me/app",
                    "nvcr.io/team/app:1",
                    "nvcr.io/other/app",
                    "eu.gcr.io/p/i@sha256:" + "0".repeat(64),
                    "reg.example:5000/a",
                    "localhost/x",
                    "UPPER")
                .list()
                .ofMinSize(1)
                .ofMaxSize(4),
            Arbitraries.of(NAMES).list().ofMaxSize(3),
            secrets,
            Arbitraries.of(NAMES).set(),
            secrets)
        .as(
            (images, own, present, declared, clusterWide) ->
                new Case(
                    images,
                    own,
                    present,
                    present.stream()
                        .filter(each -> declared.contains(each.name()))
                        .collect(Collectors.toList()),
                    clusterWide.stream().map(PullSecret::repaired).toList()));
  }

  private static Arbitrary<PullSecret> secret() {
    Arbitrary<String> entry =
        Combinators.combine(
                Arbitraries.of(
                    "nvcr.io",
                    "nvcr.io/team",
                    "*.io",
                    "docker.io",
                    "docker.io/library",
                    "index.docker.io",
                    "https://index.docker.io/v1/",
                    "registry-1.docker.io",
                    "eu.gcr.io",
                    "reg.example:5000",
                    "localhost"),
                Arbitraries.frequencyOf(
                    Tuple.of(6, Arbitraries.just("{\"username\":\"u\"}")),
                    Tuple.of(1, Arbitraries.just("{}")),
                    Tuple.of(1, Arbitraries.just("{\"auth\":\"!!\"}"))))
            .as((key, value) -> "\"" + key + "\":" + value);
    Arbitrary<String> config =
        Combinators.combine(
                entry.list().ofMaxSize(3).map(entries -> String.join(",", entries)),
                Arbitraries.integers().between(0, 9))
            .as(
                (entries, form) ->
                    form == 0 ? "{" + entries + "}" : "{\"auths\":{" + entries + "}}");
    return Combinators.combine(Arbitraries.of(NAMES), config).as(PullSecrets::withConfig);
  }
}
