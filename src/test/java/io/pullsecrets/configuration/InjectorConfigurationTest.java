package io.pullsecrets.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pullsecrets.project.ProjectSecrets;
import io.smallrye.config.ConfigValidationException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    assertThat(configuration.departmentLabel()).isEqualTo("runai/department-id");
    assertThat(configuration.departmentResources())
        .contains(List.of("projects.run.ai", "queues.scheduling.run.ai"));
    assertThat(configuration.projectSecrets()).isEqualTo(ProjectSecrets.DECLARED);
    assertThat(configuration.maxRequestSize().asLongValue()).isEqualTo(8L << 20);
    assertThat(configuration.maxRequestTime()).isEqualTo(Duration.ofSeconds(10));
    assertThat(configuration.namespace()).isEqualTo("runai");
    assertThat(configuration.webhookConfiguration()).isEqualTo("pull-secret-injector");
    assertThat(configuration.tls()).isEmpty();
    assertThat(configuration.client()).isEmpty();
    assertThat(configuration.tracing()).isEmpty();
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
                        "department-label", "/x",
                        "department-resources", "projects.run.ai,Queues",
                        "project-secrets", "some",
                        "max-request-size", "5",
                        "max-request-time", "0S",
                        "namespace", "",
                        "tls.certificate", "/nowhere/tls.crt",
                        "tracing.endpoint", "collector:4318")))
        .satisfies(
            e -> {
              assertThat(e.getProblemCount()).isEqualTo(11);
              assertThat(
                      IntStream.range(0, e.getProblemCount())
                          .mapToObj(i -> e.getProblem(i).getMessage()))
                  .anyMatch(it -> it.contains("'Run:ai' can't be a namespace's name"))
                  .anyMatch(it -> it.contains("'runai/queue=x' can't be a label's key"))
                  .anyMatch(it -> it.contains("'/x' can't be a label's key"))
                  .anyMatch(it -> it.contains("'Queues' can't be a custom resource"))
                  .anyMatch(it -> it.contains("some"))
                  .anyMatch(it -> it.contains("'5' must lie between 64K and 1G"))
                  .anyMatch(it -> it.contains("'0S' must lie between 1S and 60S"))
                  .anyMatch(it -> it.contains("no readable file '/nowhere/tls.crt'"))
                  .anyMatch(it -> it.contains("namespace"))
                  .anyMatch(it -> it.contains("tls.key is required"))
                  .anyMatch(it -> it.contains("it must be an address such as 'http://collector"));
            });
  }

  @Test
  void an_unknown_key_is_refused_so_that_a_typing_error_is_seen() {
    assertThatExceptionOfType(ConfigValidationException.class)
        .isThrownBy(() -> TestConfiguration.of(Map.of("project-lable", "runai/queue")))
        .withMessageContaining("project-lable");
  }

  @Test
  void the_list_of_department_resources_can_be_another_or_empty() {
    assertThat(departmentResources("teams.example.com")).contains(List.of("teams.example.com"));
    assertThat(departmentResources("")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "queues.scheduling.run.ai | true  | a group of three parts",
        "a-b.c-d.e                | true  | dashes within",
        "projects.run             | false | a group without a dot, which the API server refuses",
        "projects                 | false | no group",
        "1projects.run.ai         | false | a plural that begins with a digit",
        "projects.-run.ai         | false | a group that begins with a dash",
        "projects..run.ai         | false | an empty part",
        "Projects.run.ai          | false | upper case",
        "projects.run.ai/v1       | false | a version, which the injector finds out itself",
      })
  void a_department_resource_is_a_plural_and_its_group(String name, boolean fits, String reason) {
    if (fits) {
      assertThat(departmentResources(name)).as(reason).contains(List.of(name));
    } else {
      assertThatExceptionOfType(ConfigValidationException.class)
          .as(reason)
          .isThrownBy(() -> departmentResources(name));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://127.0.0.1:4318              | true  | a host and a port",
        "https://otlp.example.com/team/otlp | true  | a path, as services on the net have one",
        "collector:4318                     | false | no scheme, which is the usual mistake",
        "grpc://collector:4317              | false | OTLP over gRPC, which isn't spoken",
        "http:///v1                         | false | no host",
        "https://user:pass@otlp.example.com | false | a password, which would stand in the log",
        "https://otlp.example.com?key=x     | false | a query, behind which no path can come",
      })
  void traces_are_sent_to_an_address(String endpoint, boolean fits, String reason) {
    if (fits) {
      assertThat(TestConfiguration.of(Map.of("tracing.endpoint", endpoint)).tracing())
          .as(reason)
          .hasValueSatisfying(each -> assertThat(each.endpoint()).hasToString(endpoint));
    } else {
      assertThatExceptionOfType(ConfigValidationException.class)
          .as(reason)
          .isThrownBy(() -> TestConfiguration.of(Map.of("tracing.endpoint", endpoint)));
    }
  }

  private static Optional<List<String>> departmentResources(String value) {
    return TestConfiguration.of(Map.of("department-resources", value)).departmentResources();
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
