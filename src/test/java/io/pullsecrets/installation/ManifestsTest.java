package io.pullsecrets.installation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code kubectl apply -k src/main/kubernetes} brings into a cluster. */
class ManifestsTest {
  static final Path FOLDER = Path.of("src", "main", "kubernetes");
  private static final Pattern VERSION = Pattern.compile("<version>([^<]+)</version>");

  private final ClusterObjects objects = ClusterObjects.ofKustomization(FOLDER);
  private final JsonNode pod =
      objects.get("Deployment/pull-secret-injector").at("/spec/template/spec");
  private final JsonNode container = pod.path("containers").path(0);
  private final JsonNode webhook =
      objects.get("MutatingWebhookConfiguration/pull-secret-injector").path("webhooks").path(0);

  @Test
  void the_image_has_the_version_that_is_built() throws IOException {
    var version = VERSION.matcher(Files.readString(Path.of("pom.xml")));
    assertThat(version.find()).isTrue();
    assertThat(container.path("image").asText())
        .isEqualTo("pull-secret-injector:" + version.group(1));
  }

  @Test
  void the_pod_keeps_to_the_restricted_pod_security_standard() {
    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
    JsonNode context = container.path("securityContext");
    assertThat(context.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
    assertThat(context.path("readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(context.at("/capabilities/drop"))
        .extracting(JsonNode::asText)
        .containsExactly("ALL");
  }

  @Test
  void the_pod_is_given_time_for_its_whole_end() {
    int preStop = container.at("/lifecycle/preStop/sleep/seconds").asInt();
    int delay = 5; // quarkus.shutdown.delay
    int callsInFlight = 10; // quarkus.shutdown.timeout
    assertThat(pod.path("terminationGracePeriodSeconds").asInt())
        .isGreaterThan(preStop + delay + callsInFlight);
  }

  @Test
  void the_webhook_harms_nobody_while_the_injector_is_away() {
    assertThat(webhook.path("failurePolicy").asText()).isEqualTo("Ignore");
    assertThat(webhook.path("timeoutSeconds").asInt()).isLessThanOrEqualTo(5);
    assertThat(webhook.at("/namespaceSelector/matchExpressions/0/key").asText())
        .isEqualTo("runai/queue");
    assertThat(webhook.at("/namespaceSelector/matchExpressions/1/values"))
        .extracting(JsonNode::asText)
        .contains("runai", "kube-system");
  }

  @Test
  void the_service_leads_to_the_pods() {
    JsonNode labels =
        objects.get("Deployment/pull-secret-injector").at("/spec/template/metadata/labels");
    for (String selector :
        new String[] {
          "Service/pull-secret-injector:/spec/selector",
          "PodDisruptionBudget/pull-secret-injector:/spec/selector/matchLabels",
          "NetworkPolicy/pull-secret-injector:/spec/podSelector/matchLabels"
        }) {
      String[] keyAndPath = selector.split(":", -1);
      assertThat(objects.get(keyAndPath[0]).at(keyAndPath[1])).as(selector).isEqualTo(labels);
    }
    assertThat(webhook.at("/clientConfig/service/name").asText())
        .isEqualTo(objects.get("Service/pull-secret-injector").at("/metadata/name").asText());
  }

  /** A copy of the folder, for a kustomization that a user would write. */
  static void copyTo(Path target) throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      for (Path file : files.toList()) {
        Path copy = target.resolve(FOLDER.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
  }
}
