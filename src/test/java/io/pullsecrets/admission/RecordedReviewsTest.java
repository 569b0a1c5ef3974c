package io.pullsecrets.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pullsecrets.PullSecrets;
import io.pullsecrets.index.ProjectSnapshot;
import io.pullsecrets.injection.Candidates;
import io.pullsecrets.project.Project;
import io.pullsecrets.registry.PullSecretIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * AdmissionReviews that a real API server sent, each with the exact answer. In the answers' files
 * the patch stands in plain JSON where the wire has it in base64.
 */
class RecordedReviewsTest {
  private static final Path REVIEWS = Path.of("src/test/resources/reviews");
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final ProjectSnapshot DEMO =
      ProjectSnapshot.of(
          new Project("demo", false, false),
          new Candidates(
              PullSecretIndex.of(
                  List.of(
                      PullSecrets.withKeys("from-sa", "registry.example.com/team"),
                      PullSecrets.withKeys("local", "localhost:5000"),
                      PullSecrets.withKeys("mine", "quay.io/a"),
                      PullSecrets.withKeys("undeclared", "registry.example.com"))),
              PullSecretIndex.of(
                  List.of(
                      PullSecrets.withKeys("from-sa", "registry.example.com/team"),
                      PullSecrets.withKeys("local", "localhost:5000"))),
              Set.of(),
              PullSecretIndex.of(
                  List.of(
                      PullSecrets.withKeys("example", "registry.example.com"),
                      PullSecrets.withKeys("google", "eu.gcr.io"),
                      PullSecrets.withKeys("hub", "https://index.docker.io/v1/"),
                      PullSecrets.withKeys("quay", "quay.io"))),
              Map.of()));

  static Stream<String> recorded() throws IOException {
    try (Stream<Path> files = Files.list(REVIEWS)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".json"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void a_recorded_review_gets_exactly_its_answer(String name) throws Exception {
    Admission admission =
        new Admission(
            namespace -> namespace.equals("demo") ? Optional.of(DEMO) : Optional.empty(),
            () -> true);
    AdmissionRequest request = ReviewReader.read(Files.readAllBytes(REVIEWS.resolve(name)));

    JsonNode answer = JSON.readTree(admission.answer(request).body());
    if (answer.get("response") instanceof ObjectNode response && response.has("patch")) {
      response.set("patch", JSON.readTree(response.get("patch").binaryValue()));
    }

    Path expected = REVIEWS.resolve("answers").resolve(name);
    // As text, so that the order of fields counts too.
    assertThat(answer.toPrettyString())
        .isEqualTo(JSON.readTree(Files.readString(expected)).toPrettyString());
  }

  @Test
  void all_recorded_reviews_are_there() throws IOException {
    assertThat(recorded()).hasSize(11);
  }
}
