package io.pullsecrets.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pullsecrets.project.ProjectSecrets;
import io.smallrye.config.ConfigValidationException;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InjectorConfigurationTest {
  @Test
  void the_defaults_are_those_that_the_readme_tells() {
    InjectorConfiguration configuration = TestConfiguration.of(Map.of());
    assertThat(configuration.clusterWideSecret()).isTrue();
    assertThat(configuration.clusterWideNamespace()).isEqualTo("runai");
    assertThat(configuration.projectLabel()).isEqualTo("runai/queue");
    assertThat(configuration.projectSecrets()).isEqualTo(ProjectSecrets.DECLARED);
    assertThat(configuration.maxRequestSize().asLongValue()).isEqualTo(8L << 20);
  }

  @Test
  void all_wrong_values_are_told_at_once_each_with_its_key_and_reason() {
    assertThatExceptionOfType(ConfigValidationException.class)
        .isThrownBy(
            () ->
                TestConfiguration.of(
                    Map.of(
                        "cluster-wide-namespace", "Run:ai",
                        "project-label", "runai/queue=x",
                        "project-secrets", "some",
                        "max-request-size", "5",
                        "tls.certificate", "/nowhere/tls.crt")))
        .satisfies(
            e -> {
              assertThat(e.getProblemCount()).isEqualTo(5);
              assertThat(
                      IntStream.range(0, e.getProblemCount())
                          .mapToObj(i -> e.getProblem(i).getMessage()))
                  .anyMatch(it -> it.contains("'Run:ai' can't be a namespace's name"))
                  .anyMatch(it -> it.contains("'runai/queue=x' can't be a label's key"))
                  .anyMatch(it -> it.contains("some"))
                  .anyMatch(it -> it.contains("'5' must lie between 64K and 1G"))
                  .anyMatch(it -> it.contains("no readable file '/nowhere/tls.crt'"));
            });
  }

  @Test
  void an_unknown_key_is_refused_so_that_a_typing_error_is_seen() {
    assertThatExceptionOfType(ConfigValidationException.class)
        .isThrownBy(() -> TestConfiguration.of(Map.of("project-lable", "runai/queue")))
        .withMessageContaining("project-lable");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "runai/queue         | true  | Run:ai's own",
        "queue               | true  | a key may have no prefix",
        "a.b-c.example/Q_u.e | true  | all that a name may hold",
        "/queue              | false | an empty prefix",
        "runai/              | false | an empty name",
        "runai/queue/x       | false | two slashes",
        "Runai/queue         | false | upper case in the prefix",
        "runai/-queue        | false | a name that begins with a dash",
      })
  void a_label_key_has_the_form_that_kubernetes_asks_for(String key, boolean fits, String reason) {
    if (fits) {
      assertThat(TestConfiguration.of(Map.of("project-label", key)).projectLabel())
          .as(reason)
          .isEqualTo(key);
    } else {
      assertThatExceptionOfType(ConfigValidationException.class)
          .as(reason)
          .isThrownBy(() -> TestConfiguration.of(Map.of("project-label", key)));
    }
  }
}
