package io.pullsecrets.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pullsecrets.LogLines;
import io.quarkus.logging.json.runtime.JsonFormatter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import org.jboss.logging.MDC;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.Test;

class DecisionLogTest {
  private static final String LOGGER = Admission.class.getName();

  private final Admission admission = new Admission(namespace -> Optional.empty(), () -> true);

  @Test
  void each_decision_is_one_line_at_debug_with_the_requests_uid() throws Exception {
    try (LogLines log = new LogLines(LOGGER, Level.FINE)) {
      admission.answer(request("b7c9"));
      assertThat(ours(log))
          .containsExactly(
              "DEBUG uid=b7c9 namespace=demo reason=not-a-project The namespace is no Run:ai"
                  + " project.");
    }
    assertThat(MDC.get("uid")).isNull();
  }

  @Test
  void as_json_the_uid_is_a_field_too() throws Exception {
    try (LogLines log = new LogLines(LOGGER, Level.FINE)) {
      admission.answer(request("b7c9"));
      JsonNode line = new ObjectMapper().readTree(new JsonFormatter().format(ourFirst(log)));
      assertThat(line.at("/mdc/uid").asText()).isEqualTo("b7c9");
      assertThat(line.path("level").asText()).isEqualTo("DEBUG");
      assertThat(line.path("message").asText()).contains("reason=not-a-project");
    }
  }

  @Test
  void at_info_a_decision_leaves_no_line() throws Exception {
    try (LogLines log = new LogLines(LOGGER, Level.INFO)) {
      admission.answer(request("b7c9"));
      assertThat(ours(log)).isEmpty();
    }
  }

  @Test
  void an_error_has_the_uid_whatever_the_level() throws Exception {
    Admission failing =
        new Admission(
            namespace -> {
              throw new IllegalStateException("for the test");
            },
            () -> true);
    try (LogLines log = new LogLines(LOGGER, Level.INFO)) {
      failing.answer(request("b7c9"));
      assertThat(ours(log))
          .containsExactly(
              "ERROR uid=b7c9 namespace=demo reason=internal-error allowed unchanged after an error");
      assertThat(ourFirst(log).getMdc("uid")).isEqualTo("b7c9");
    }
  }

  @Test
  void the_image_logs_json_and_everything_else_text() throws Exception {
    assertThat(Files.readString(Path.of("Dockerfile")))
        .contains("ENV QUARKUS_LOG_CONSOLE_JSON_ENABLED=true\n");
    assertThat(Files.readString(Path.of("src/main/resources/application.properties")))
        .contains("quarkus.log.console.json.enabled=false\n");
  }

  /** A server of an earlier test may still be warming up, and logs as well then. */
  private static List<String> ours(LogLines log) {
    return log.lines().stream().filter(line -> line.contains("uid=b7c9")).toList();
  }

  private static ExtLogRecord ourFirst(LogLines log) {
    return log.records().stream()
        .filter(each -> "b7c9".equals(each.getMdc("uid")))
        .findFirst()
        .orElseThrow();
  }

  private static AdmissionRequest request(String uid) throws InvalidReviewException {
    return ReviewReader.read(
        """
        {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"%s",
        "resource":{"group":"","version":"v1","resource":"pods"},"namespace":"demo",
        "operation":"CREATE","object":{"spec":{}}}}
        """
            .formatted(uid)
            .getBytes(StandardCharsets.UTF_8));
  }
}
