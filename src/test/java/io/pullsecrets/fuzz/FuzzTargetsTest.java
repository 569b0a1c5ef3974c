package io.pullsecrets.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.pullsecrets.admission.ReviewFuzz;
import io.pullsecrets.image.ImageReferenceFuzz;
import io.pullsecrets.registry.DockerConfigFuzz;
import io.pullsecrets.registry.RegistryKeyFuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each target once with each of its seeds and of the inputs that failed in an earlier run of {@code
 * make fuzz}. A file that has failed is put among the others under a name that says why.
 */
class FuzzTargetsTest {
  private static final Path INPUTS = Path.of("src/test/resources/fuzz");

  private static final Map<String, Target> TARGETS =
      Map.of(
          "DockerConfigFuzz", DockerConfigFuzz::fuzzerTestOneInput,
          "ImageReferenceFuzz", ImageReferenceFuzz::fuzzerTestOneInput,
          "RegistryKeyFuzz", RegistryKeyFuzz::fuzzerTestOneInput,
          "ReviewFuzz", ReviewFuzz::fuzzerTestOneInput);

  private interface Target {
    void run(byte[] input) throws Exception;
  }

  static Stream<Path> inputs() throws IOException {
    try (Stream<Path> files = Files.walk(INPUTS)) {
      return files
          .filter(Files::isRegularFile)
          .map(INPUTS::relativize)
          .filter(file -> file.getNameCount() == 2) // the others are dictionaries
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void what_must_hold_of_any_input_holds(Path input) throws Exception {
    Target target = TARGETS.get(input.getName(0).toString());
    Objects.requireNonNull(target).run(Files.readAllBytes(INPUTS.resolve(input)));
  }

  @Test
  void each_target_has_a_folder_of_inputs() throws IOException {
    List<String> folders = inputs().map(input -> input.getName(0).toString()).distinct().toList();
    assertThat(folders).containsExactlyInAnyOrderElementsOf(TARGETS.keySet());
  }
}
