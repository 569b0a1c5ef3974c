package io.pullsecrets.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.pullsecrets.injection.Origin;
import io.pullsecrets.injection.Verdict;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServedRegistriesTest {
  @Test
  void each_secret_stands_with_its_registries() {
    assertThat(
            ServedRegistries.of(
                List.of(added("a", "nvcr.io", "quay.io"), added("b.c", "[::1]:5000"))))
        .isEqualTo("a=nvcr.io+quay.io,b.c=[::1]:5000");
  }

  @Test
  void registries_that_have_no_room_are_counted() {
    String[] many =
        IntStream.range(0, 100).mapToObj("registry-%03d.example"::formatted).toArray(String[]::new);
    String text = ServedRegistries.of(List.of(added("a", many), added("b", "nvcr.io")));
    assertThat(text)
        .startsWith("a=registry-000.example+registry-001.example+")
        .matches(".*\\+registry-022\\.example\\+77-more,b=nvcr\\.io")
        .hasSizeLessThanOrEqualTo(ServedRegistries.MAX_REGISTRIES + 20);
  }

  @Test
  void a_registry_that_is_too_long_is_counted() {
    assertThat(ServedRegistries.of(List.of(added("a", "x".repeat(600) + ".example"))))
        .isEqualTo("a=1-more");
  }

  @Test
  void secrets_that_have_no_room_are_counted() {
    List<Verdict> many =
        IntStream.range(0, 500)
            .mapToObj(i -> added("s".repeat(250) + "%03d".formatted(i), "nvcr.io"))
            .toList();
    String text = ServedRegistries.of(many);
    assertThat(text).hasSizeLessThanOrEqualTo(ServedRegistries.MAX_LENGTH).endsWith(",493-more");
    assertThat(text.split(",", -1)).hasSize(8);

    // The API server asks again, and one more Secret comes to them.
    String extended =
        ServedRegistries.extended(
            text, many.stream().map(Verdict::secret).toList(), List.of(added("z", "quay.io")));
    assertThat(extended)
        .hasSizeLessThanOrEqualTo(ServedRegistries.MAX_LENGTH)
        .contains("s000=nvcr.io", ",z=quay.io")
        .endsWith(",493-more");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "a=nvcr.io                  | a=nvcr.io,new=quay.io   | what an earlier call wrote stays",
        "a=nvcr.io,b=x.example      | a=nvcr.io,b=x.example,new=quay.io | all of it",
        "''                         | new=quay.io             | an empty value",
        "copied=nvcr.io             | new=quay.io             | the pod doesn't list that Secret",
        "new=nvcr.io                | new=quay.io             | it is added only now",
        "a=nvcr.io,<b>,a b=c,=,a=   | a=nvcr.io,new=quay.io   | what is no entry goes",
        "7-more                     | new=quay.io,7-more      | the number of those left out",
        "123456789-more             | new=quay.io             | a number that can't be",
      })
  void of_a_value_that_the_pod_has_already_stays_what_can_be_true(
      String earlier, String extended, String why) {
    assertThat(
            ServedRegistries.extended(
                earlier, List.of("a", "b", "other"), List.of(added("new", "quay.io"))))
        .as(why)
        .isEqualTo(extended);
  }

  @Test
  void a_strangers_value_of_any_length_is_read() {
    String stranger = "a=" + "x+".repeat(100_000) + "," + "b=y,".repeat(50_000);
    assertThat(
            ServedRegistries.extended(
                stranger, List.of("a", "b"), List.of(added("new", "quay.io"))))
        .isEqualTo("b=y,new=quay.io");
  }

  @Test
  @Timeout(20)
  void a_strangers_value_takes_time_in_proportion_to_its_length() {
    List<String> listed = IntStream.range(0, 100_000).mapToObj(i -> "s" + i).toList();
    assertThat(
            ServedRegistries.extended(
                "none=x,".repeat(200_000), listed, List.of(added("new", "quay.io"))))
        .isEqualTo("new=quay.io");
  }

  private static Verdict added(String secret, String... registries) {
    return new Verdict(secret, Origin.CLUSTER_WIDE, Verdict.Outcome.ADDED, List.of(registries));
  }
}
