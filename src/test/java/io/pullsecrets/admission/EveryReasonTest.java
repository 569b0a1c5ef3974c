package io.pullsecrets.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pullsecrets.GeneratedDocument;
import io.pullsecrets.LogLines;
import io.pullsecrets.PullSecrets;
import io.pullsecrets.configuration.TestConfiguration;
import io.pullsecrets.index.ProjectSnapshot;
import io.pullsecrets.injection.Candidates;
import io.pullsecrets.injection.Reason;
import io.pullsecrets.journal.RecentDecisions;
import io.pullsecrets.project.Project;
import io.pullsecrets.project.ServiceAccount;
import io.pullsecrets.registry.PullSecret;
import io.pullsecrets.registry.PullSecretIndex;
import io.pullsecrets.tracing.AdmissionTracing;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each reason has a request that is answered with it, and its code stands in audit annotation, log,
 * metric, reference and among the decisions that the page shows.
 */
class EveryReasonTest {
  private static final Project PROJECT = new Project("demo", false, false);
  private static final String POD =
      "{\"spec\":{\"containers\":[{\"image\":\"nvcr.io/x\"}],\"serviceAccountName\":\"strict\"}}";

  private final RecentDecisions recent = new RecentDecisions();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AdmissionMetrics metrics = new AdmissionMetrics(registry);

  @ParameterizedTest
  @EnumSource(Reason.class)
  void a_reason_stands_in_every_place(Reason reason) throws Exception {
    recent.begin();
    metrics.begin();
    AdmissionEndpoint endpoint =
        new AdmissionEndpoint(
            admission(reason),
            metrics,
            new AdmissionTracing(TestConfiguration.of(Map.of())),
            new CurrentVertxRequest());
    try (LogLines log = new LogLines(Admission.class.getName(), Level.FINE)) {
      JsonNode response =
          new ObjectMapper()
              .readTree(endpoint.mutate(review(reason).getBytes(StandardCharsets.UTF_8)))
              .path("response");
      assertThat(response.path("allowed").asBoolean()).isTrue();
      assertThat(response.at("/auditAnnotations/reason").asText()).isEqualTo(reason.code());
      assertThat(log.lines()).anyMatch(line -> line.contains(" reason=" + reason.code() + " "));
    }
    assertThat(
            registry
                .get("pull.secret.injector.admission.answers")
                .tag("reason", reason.code())
                .counter()
                .count())
        .isEqualTo(1);
    assertThat(recent.latestFirst()).extracting(each -> each.reason()).containsExactly(reason);
    assertThat(new GeneratedDocument(Path.of("docs", "reasons.md")).read())
        .contains("| `" + reason.code() + "` |");
  }

  private Admission admission(Reason reason) {
    return new Admission(namespace -> snapshot(reason), () -> reason != Reason.NOT_READY, recent);
  }

  private static Optional<ProjectSnapshot> snapshot(Reason reason) {
    return switch (reason) {
      case NOT_A_PROJECT -> Optional.empty();
      case INTERNAL_ERROR -> throw new IllegalStateException("for the test");
      case NO_CANDIDATES -> Optional.of(ProjectSnapshot.of(PROJECT, candidates(Map.of())));
      case NO_MATCH ->
          Optional.of(
              ProjectSnapshot.of(
                  PROJECT, candidates(Map.of(), PullSecrets.withKeys("quay", "quay.io"))));
      case NAMESPACE_OPTED_OUT -> project(new Project("demo", false, true), Map.of());
      case NAMESPACE_TERMINATING -> project(new Project("demo", true, false), Map.of());
      case HELD_BACK ->
          project(PROJECT, Map.of("strict", new ServiceAccount("strict", List.of(), true)));
      case INJECTED,
          ALREADY_LISTED,
          POD_OPTED_OUT,
          MIRROR_POD,
          TOO_LARGE,
          NOT_A_POD_CREATION,
          NOT_READY ->
          project(PROJECT, Map.of());
    };
  }

  private static Optional<ProjectSnapshot> project(
      Project project, Map<String, ServiceAccount> accounts) {
    return Optional.of(
        ProjectSnapshot.of(project, candidates(accounts, PullSecrets.withKeys("ngc", "nvcr.io"))));
  }

  private static Candidates candidates(
      Map<String, ServiceAccount> accounts, PullSecret... clusterWide) {
    return new Candidates(
        PullSecretIndex.of(List.of()),
        PullSecretIndex.of(List.of()),
        Set.of(),
        PullSecretIndex.of(Arrays.asList(clusterWide)),
        accounts);
  }

  private static String review(Reason reason) {
    String pod =
        switch (reason) {
          case ALREADY_LISTED ->
              "{\"spec\":{\"containers\":[{\"image\":\"nvcr.io/x\"}],"
                  + "\"imagePullSecrets\":[{\"name\":\"ngc\"}]}}";
          case POD_OPTED_OUT ->
              "{\"metadata\":{\"labels\":{\"pull-secret-injector/inject\":\"false\"}},\"spec\":{}}";
          case MIRROR_POD ->
              "{\"metadata\":{\"annotations\":{\"kubernetes.io/config.mirror\":\"x\"}},\"spec\":{}}";
          // As many as a request has room for: they are neither kept nor looked at.
          case TOO_LARGE ->
              "{\"spec\":{\"containers\":["
                  + "{\"image\":\"nvcr.io/x\"},".repeat(100_000)
                  + "{}]}}";
          default -> POD;
        };
    return """
        {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u",
        "resource":{"group":"","version":"v1","resource":"pods"},"namespace":"demo",
        "operation":"%s","object":%s}}
        """
        .formatted(reason == Reason.NOT_A_POD_CREATION ? "UPDATE" : "CREATE", pod);
  }
}
