package io.pullsecrets.admission;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.statistics.Statistics;
import org.jspecify.annotations.Nullable;

/** Whatever is changed in a review, its pattern says the same as the reader, or nothing. */
class ReviewPatternPropertiesTest {
  private static final Path REVIEWS = Path.of("src/test/resources/reviews");
  private static final Pattern TOKEN =
      Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|-?[0-9.]+|true|false|null");
  private static final String[] VALUES = {
    "\"\"",
    "\"x\"",
    "\"yy\"",
    "\"é\\n\"",
    "\"\\ud83d\"",
    "\"false\"",
    "\"name\"",
    "\"image\"",
    "null",
    "true",
    "7",
    "-0.5e3",
    "{}",
    "[]",
    "{\"name\":\"n\",\"image\":\"i\"}",
    "[{\"name\":\"n\"}]",
    "\"a",
    "{",
    "]",
    ""
  };

  private final List<String> reviews;

  ReviewPatternPropertiesTest() throws IOException {
    try (var files = Files.list(REVIEWS)) {
      reviews =
          new ArrayList<>(
              files
                  .filter(file -> file.toString().endsWith(".json"))
                  .sorted()
                  .map(ReviewPatternPropertiesTest::text)
                  .toList());
    }
    reviews.add(
        """
        {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"\\u0075",
        "resource":{"group":"","version":"v1","resource":"pods"},"namespace":"demo",
        "operation":"CREATE","object":{"metadata":{"name":"worker-0","generateName":"worker-",
        "labels":{"index":"0","pull-secret-injector/inject":"true"},"annotations":{"index":"0",
        "pull-secret-injector/inject":"true","pull-secret-injector/injected":"a=b","\\u00e9":"é"}},
        "spec":{"volumes":[{"name":"v","image":{"reference":"d","pullPolicy":"Always"}}],
        "containers":[{"name":"c","image":"a/b","env":[{"name":"RANK","value":"0"}]},{"image":"e"}],
        "imagePullSecrets":[{"name":"own","x":1}],"priority":0}}}}
        """);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Property(tries = 3000, seed = "1")
  void a_pattern_says_what_the_reader_says_or_nothing(
      @ForAll("anyReview") String review,
      @ForAll("edits") @Size(max = 2) List<UnaryOperator<String>> first,
      @ForAll("edits") @Size(min = 1, max = 3) List<UnaryOperator<String>> edits)
      throws InvalidReviewException {
    byte[] body = edited(review, first).getBytes(StandardCharsets.UTF_8);
    List<Gap> gaps = new ArrayList<>();
    ReviewPattern pattern = pattern(body, gaps);
    Assume.that(pattern != null);

    String changed = edited(edited(review, first), edits);
    byte[] other = changed.getBytes(StandardCharsets.UTF_8);
    AdmissionRequest matched = requireNonNull(pattern).match(other);
    Statistics.label("fits")
        .collect(matched != null)
        .coverage(each -> each.check(true).percentage(p -> p > 5));
    if (matched != null) {
      assertThat(matched).as(changed).isEqualTo(ReviewReader.read(other));
    }
  }

  private static String edited(String review, List<UnaryOperator<String>> edits) {
    String edited = review;
    for (UnaryOperator<String> edit : edits) {
      edited = edit.apply(edited);
    }
    return edited;
  }

  private static @Nullable ReviewPattern pattern(byte[] body, List<Gap> gaps) {
    try {
      return ReviewPattern.of(body, gaps, ReviewReader.read(body, gaps));
    } catch (InvalidReviewException e) {
      return null;
    }
  }

  @Provide
  Arbitrary<String> anyReview() {
    return Arbitraries.of(reviews);
  }

  @Provide
  Arbitrary<List<UnaryOperator<String>>> edits() {
    Arbitrary<UnaryOperator<String>> tokens =
        Combinators.combine(Arbitraries.integers().between(0, 999), Arbitraries.of(VALUES))
            .as((place, value) -> text -> replaceToken(text, place, value));
    Arbitrary<UnaryOperator<String>> moves =
        Combinators.combine(
                Arbitraries.integers().between(0, 999), Arbitraries.integers().between(0, 999))
            .as((place, from) -> text -> replaceToken(text, place, token(text, from).group()));
    Arbitrary<UnaryOperator<String>> characters =
        Combinators.combine(
                Arbitraries.doubles().between(0, 1),
                Arbitraries.integers().between(0, 2),
                Arbitraries.of(
                    "", "\"", "\\", "{", "}", "[", "]", ",", ":", " ", "0", "a", "\u0001"))
            .as(
                (place, length, text) ->
                    review -> {
                      int start = (int) (place * (review.length() - length));
                      return review.substring(0, start) + text + review.substring(start + length);
                    });
    Arbitrary<UnaryOperator<String>> repetitions =
        Combinators.combine(
                Arbitraries.integers().between(0, 999), Arbitraries.integers().between(1, 4))
            .as(
                (place, length) ->
                    review -> {
                      // A name and what follows: a field that comes twice.
                      int start = token(review, place).start();
                      int end = token(review, place + length).end();
                      return end < start
                          ? review
                          : review.substring(0, end) + "," + review.substring(start);
                    });
    return Arbitraries.oneOf(tokens, moves, characters, repetitions).list();
  }

  private static String replaceToken(String text, int place, String value) {
    MatchResult token = token(text, place);
    return text.substring(0, token.start()) + value + text.substring(token.end());
  }

  private static MatchResult token(String text, int place) {
    List<MatchResult> tokens = TOKEN.matcher(text).results().toList();
    return tokens.get(place % tokens.size());
  }
}
