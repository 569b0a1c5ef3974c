package io.pullsecrets.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.pullsecrets.HashCollisions;
import io.pullsecrets.PullSecrets;
import io.pullsecrets.image.ImageReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PullSecretIndexTest {

  @Property(tries = 3_000, seed = "1")
  void candidatesAreThoseThatMatchInNameOrder(
      @ForAll("contents") List<String> contents, @ForAll("images") ImageReference image) {
    List<PullSecret> secrets = secrets(contents);
    List<PullSecret> expected =
        secrets.stream()
            .filter(secret -> secret.match(image).kind() != Match.Kind.NONE)
            .sorted(Comparator.comparing(PullSecret::name))
            .toList();

    assertThat(PullSecretIndex.of(secrets).candidates(ImageAddress.of(image))).isEqualTo(expected);
  }

  @Property(tries = 3_000, seed = "1")
  void matchTellsWhatAKeyringOfThatSecretAloneGives(
      @ForAll("contents") List<String> contents, @ForAll("images") ImageReference image)
      throws UndecodableSecretException {
    for (PullSecret secret : secrets(contents)) {
      Match match = secret.match(image);
      if (!secret.isDecodable()) {
        assertThat(match).isEqualTo(Match.NONE);
        continue;
      }
      List<Keyring.Use> uses = Keyring.of(List.of(secret)).lookup(image);
      assertThat(match.kind() == Match.Kind.NONE).isEqualTo(uses.isEmpty());
      assertThat(match.givesCredential())
          .isEqualTo(uses.stream().anyMatch(use -> !use.credential().empty()));
      assertThat(match.kind() == Match.Kind.DIRECT)
          .isEqualTo(uses.stream().anyMatch(use -> use.credential().key().matches(image)));
    }
  }

  @Test
  @Timeout(10)
  void twenty_thousand_hosts_of_one_hash_are_as_quick_as_any() throws Exception {
    List<String> hosts = HashCollisions.strings("Aa", "BB", 15);
    List<PullSecret> secrets = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      secrets.add(
          PullSecrets.withKeys(
              "a" + i,
              hosts.stream()
                  .skip(1_000L * i)
                  .limit(1_000)
                  .map(host -> host + ":5000")
                  .toArray(String[]::new)));
    }
    secrets.add(PullSecrets.withKeys("b", hosts.get(19_999) + ":5000/team"));
    ImageAddress image =
        ImageAddress.of(ImageReference.parse(hosts.get(19_999) + ":5000/team/app"));
    assertThat(PullSecretIndex.of(secrets).candidates(image))
        .extracting(PullSecret::name)
        .containsExactly("a19", "b");
  }

  private static List<PullSecret> secrets(List<String> contents) {
    List<PullSecret> secrets = new ArrayList<>();
    for (String content : contents) {
      // names that do not ascend, so that the order is the index's own
      String name = "s" + Integer.reverse(secrets.size());
      secrets.add(Secrets.dockerConfigJson(name, content));
    }
    return secrets;
  }

  @Provide
  Arbitrary<List<String>> contents() {
    Arbitrary<String> keys =
        Arbitraries.of(
            "reg.io",
            "reg.io:5000",
            "reg.io:",
            "reg.io/te",
            "reg.io/team/",
            "*.io",
            "*.*",
            "*",
            "*:5000",
            "r*g.io/team",
            "index.docker.io",
            "https://index.docker.io/v1/",
            "docker.io",
            "docker.io/me",
            "index.docker.io/me",
            "localhost",
            "[::1]",
            "[::1]:5000",
            "[A::1]",
            "re_g.io",
            "reg.io/te%2561m",
            "%zz",
            "reg.io/%25");
    Arbitrary<String> entries =
        Arbitraries.frequencyOf(
            Tuple.of(8, Arbitraries.just("{\"auth\":\"dTpw\"}")),
            Tuple.of(3, Arbitraries.of("{}", "null")),
            Tuple.of(1, Arbitraries.just("{\"auth\":1}")));
    Arbitrary<String> fields =
        Combinators.combine(keys, entries).as((key, entry) -> '"' + key + "\":" + entry);
    return fields
        .list()
        .ofMaxSize(4)
        .map(list -> "{\"auths\":{" + String.join(",", list) + "}}")
        .list()
        .ofMaxSize(5);
  }

  @Provide
  Arbitrary<ImageReference> images() {
    return Arbitraries.of(
            "ubuntu",
            "me/app",
            "reg.io/app",
            "reg.io/team/app",
            "reg.io:5000/team/app",
            "localhost/app",
            "localhost:5000/app",
            "[::1]/app",
            "[::1]:5000/app",
            "[1:2]/app",
            "A/app",
            "re_g.io/app",
            "x.y.z/app")
        .map(Secrets::image);
  }

  @Test
  void findsByNameAndListsInNameOrder() {
    PullSecret b = Secrets.withKeys("b", "reg.io");
    PullSecret a = Secrets.withKeys("a", "*.io");
    PullSecretIndex index = PullSecretIndex.of(List.of(b, a));

    assertThat(index.secrets()).containsExactly(a, b);
    assertThat(index.find("b")).containsSame(b);
    assertThat(index.find("c")).isEmpty();
    assertThat(index.candidates(ImageAddress.of(Secrets.image("reg.io/app"))))
        .containsExactly(a, b);
  }

  @Test
  void refusesTwoSecretsOfOneName() {
    PullSecret secret = Secrets.withKeys("a", "reg.io");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> PullSecretIndex.of(List.of(secret, secret)));
  }
}
