package io.pullsecrets.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialsDigestTest {

  private static final String U_P = "{\"reg.io\":{\"auth\":\"dTpw\"}}";

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"reg.io":{"username":"u","password":"p"}}                             | username and password
          {"reg.io":{"username":"x","password":"x","auth":"dTpw"}}               | auth beats username and password
          {"reg.io":{"Auth":"dT\\npw","email":"e","registrytoken":"t"}}          | what the kubelet doesn't read
          { "https://reg.io/v1/" : {"auth":"dTpw"} }                             | the key as the kubelet keeps it
          {"reg.io":{"auth":"eDp4"},"reg.io":{"auth":"dTpw"}}                    | the last of equal keys
          {"reg.io":{"auth":"dTpw"},"http://reg.io":{"auth":"dTpw"}}             | the same under two spellings
          {"reg.io":{"auth":"dTpw"},"%zz":{"auth":"eDp4"}}                       | a key that the kubelet skips
          """)
  void isTheSameForTheSameCredentials(String registries, String reason) {
    assertThat(digest(registries)).as(reason).isEqualTo(digest(U_P)).matches("[0-9a-f]{64}");
    assertThat(Secrets.dockerCfg("other", registries).credentialsDigest())
        .as("as dockercfg")
        .isEqualTo(digest(U_P));
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"reg.io":{"username":"u","password":"q"}}                 | another password
          {"reg.io":{"username":"v","password":"p"}}                 | another username
          {"reg.io":{"username":"up","password":""}}                 | another border
          {"reg.io":{"username":"","password":"up"}}                 | another border
          {"reg.io":{"username":"u:","password":"p"}}                | a colon
          {"reg.io":{"username":"u","password":"p\\n"}}              | a line break
          {"reg.io":{}}                                              | an empty credential
          {}                                                         | none
          {"reg.io/a":{"auth":"dTpw"}}                               | another path
          {"reg.io:443":{"auth":"dTpw"}}                             | another port
          {"reg.io":{"auth":"dTpw"},"a.io":{"auth":"dTpw"}}          | one more
          {"reg.io":{"auth":"dTpw"},"https://reg.io":{"auth":"dTpx"}}| one more under the same key
          """)
  void differsForOtherCredentials(String registries, String reason) {
    assertThat(digest(registries)).as(reason).isNotEqualTo(digest(U_P));
  }

  @Test
  void aRotatedPasswordMakesAnotherSecret() {
    PullSecret before = Secrets.dockerCfg("s", U_P);
    assertThat(Secrets.dockerCfg("s", U_P.replace("dTpw", "dTpx")))
        .isNotEqualTo(before)
        .satisfies(after -> assertThat(after.credentials()).isEqualTo(before.credentials()));
    assertThat(Secrets.dockerCfg("s", " " + U_P)).isEqualTo(before).hasSameHashCodeAs(before);
  }

  @Test
  void aPasswordThatTheKubeletCannotReadYetShowsInTheRepairedForm() {
    PullSecret before = Secrets.dockerConfigJson("s", U_P);
    PullSecret after = Secrets.dockerConfigJson("s", U_P.replace("dTpw", "dTpx"));

    assertThat(before.credentialsDigest()).isEqualTo(digest("{}"));
    assertThat(before.repaired().credentialsDigest()).isEqualTo(digest(U_P));
    assertThat(after).isNotEqualTo(before);
  }

  @Test
  void isEmptyWhereTheKubeletCannotDecode() {
    PullSecret secret = Secrets.dockerCfg("s", "{\"a.io\":1," + U_P.substring(1));

    assertThat(secret.credentialsDigest()).isEmpty();
    assertThat(secret.repaired().credentialsDigest()).isEqualTo(digest(U_P));
    assertThat(Secrets.dockerCfg("s", "{").credentialsDigest()).isEmpty();
    assertThat(Secrets.dockerCfg("s", "{").repaired().credentialsDigest()).isEqualTo(digest("{}"));
  }

  @Property(seed = "1")
  void isTheSameOnlyForTheSameSetOfCredentials(
      @ForAll("entries") List<Entry> one, @ForAll("entries") List<Entry> other) {
    assertThat(digest(json(one)).equals(digest(json(other))))
        .isEqualTo(held(one).equals(held(other)));
  }

  @Property(seed = "1")
  void neitherOrderNorSpellingNorTypeMatters(
      @ForAll("entries") List<Entry> entries, @ForAll long seed) {
    List<Entry> shuffled = new ArrayList<>(entries);
    Collections.shuffle(shuffled, new Random(seed));
    List<Entry> respelled =
        shuffled.stream()
            .map(each -> new Entry(each.key(), each.username(), each.password(), !each.asAuth()))
            .toList();
    assertThat(Secrets.dockerCfg("s", json(respelled)).credentialsDigest())
        .isEqualTo(digest(json(entries)));
  }

  /** An entry of a docker config; its key must be unique to the letter. */
  record Entry(String key, String username, String password, boolean asAuth) {

    String json() {
      return asAuth
          ? "\"%s\":{\"auth\":\"%s\"}"
              .formatted(
                  key,
                  Base64.getEncoder().encodeToString((username + ":" + password).getBytes(UTF_8)))
          : "\"%s\":{\"username\":\"%s\",\"password\":\"%s\"}".formatted(key, username, password);
    }

    String held() {
      return key.replace("https://", "").replace("/v1/", "") + " " + username + " " + password;
    }
  }

  @Provide
  Arbitrary<List<Entry>> entries() {
    return Combinators.combine(
            Arbitraries.of("reg.io", "https://reg.io/v1/", "reg.io/ü", "1.io", "11.io"),
            Arbitraries.of("", "a", "ab", "ü", "😀"),
            Arbitraries.of("", "a", "b", "ba", ":"),
            Arbitraries.of(true, false))
        .as(Entry::new)
        .list()
        .ofMaxSize(3)
        .uniqueElements(Entry::key);
  }

  private static Set<String> held(List<Entry> entries) {
    Set<String> held = new HashSet<>();
    entries.forEach(entry -> held.add(entry.held()));
    return held;
  }

  private static String json(List<Entry> entries) {
    return entries.stream().map(Entry::json).collect(joining(",", "{", "}"));
  }

  private static String digest(String registries) {
    return Secrets.dockerConfigJson("s", "{\"auths\":" + registries + "}").credentialsDigest();
  }

  @Test
  void an_entry_does_not_print_its_digest() {
    assertThat(new ConfigEntry(false, false, "digest", 10, 20)).hasToString("entry at 10");
  }
}
