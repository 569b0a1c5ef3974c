package io.pullsecrets.installation;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import io.pullsecrets.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chart, rendered and linted by Helm; its library is there for one platform. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class HelmChartTest {
  static final Path CHART = Path.of("src", "main", "helm", "pull-secret-injector");
  private static final String CA =
      "-----BEGIN CERTIFICATE-----\n" + "bm9uZQ==\n".repeat(20) + "-----END CERTIFICATE-----\n";

  @Test
  void lint_finds_nothing() {
    LintResult result = new Helm(CHART).lint().strict().call();
    assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
  }

  @Test
  void by_default_it_brings_the_same_objects_as_the_manifests() {
    assertSame(render(Map.of()), ClusterObjects.ofKustomization(ManifestsTest.FOLDER));
  }

  @ParameterizedTest
  @CsvSource({
    "cert-manager, certificates.mode=cert-manager",
    "client-certificates, clients.configMap=pull-secret-injector-client-ca",
    "project-credentials-only, rbac.secrets=read configuration.clusterWideSecret=false",
    "cluster-wide-only, rbac.secrets=cluster-wide configuration.projectSecrets=none",
    "tracing, tracing.endpoint=http://otel-collector.observability.svc:4318"
  })
  void each_overlay_has_its_values(String overlay, String values)
      throws IOException, InterruptedException {
    Map<String, String> set =
        Arrays.stream(values.split(" ", -1))
            .map(each -> each.split("=", 2))
            .collect(toMap(each -> each[0], each -> each[1]));
    assertSame(render(set), kustomize(ManifestsTest.FOLDER.resolve("overlays").resolve(overlay)));
  }

  @Test
  void client_certificates_go_together_with_cert_manager(@TempDir Path folder)
      throws IOException, InterruptedException {
    ManifestsTest.copyTo(folder);
    Files.writeString(
        folder.resolve("kustomization.yaml"),
        """
        resources: [overlays/cert-manager]
        components: [components/client-certificates]
        """);
    assertSame(
        render(
            Map.of(
                "certificates.mode",
                "cert-manager",
                "clients.configMap",
                "pull-secret-injector-client-ca")),
        kustomize(folder));
  }

  @Test
  void clients_may_have_several_names_or_any() {
    assertThat(
            variables(
                Map.of(
                    "clients.configMap", "ca", "clients.names[0]", "a", "clients.names[1]", "b")))
        .containsEntry("PULL_SECRET_INJECTOR_CLIENT_NAMES", "a,b");
    assertThat(variables(Map.of("clients.configMap", "ca", "clients.names", "null")))
        .containsKey("PULL_SECRET_INJECTOR_CLIENT_CA")
        .doesNotContainKey("PULL_SECRET_INJECTOR_CLIENT_NAMES");
    assertThat(variables(Map.of("clients.names[0]", "a")))
        .as("names without a CA would be a mistake")
        .containsOnlyKeys("PULL_SECRET_INJECTOR_NAMESPACE");
  }

  private static Map<String, String> variables(Map<String, String> values) {
    Map<String, String> variables = new TreeMap<>();
    render(values)
        .get("Deployment/pull-secret-injector")
        .at("/spec/template/spec/containers/0/env")
        .forEach(each -> variables.put(each.path("name").asText(), each.path("value").asText()));
    return variables;
  }

  @Test
  void the_overlay_for_an_own_certificate_has_its_values_too(@TempDir Path folder)
      throws IOException, InterruptedException {
    ManifestsTest.copyTo(folder);
    Path overlay = folder.resolve("overlays").resolve("own-certificate");
    Files.writeString(overlay.resolve("ca.crt"), CA);
    Files.writeString(overlay.resolve("tls.crt"), "a certificate");
    Files.writeString(overlay.resolve("tls.key"), "its key");
    ClusterObjects built = kustomize(overlay).withCaBundleInOneLine();
    // The chart leaves this Secret to the user: a key has no place among values.
    assertThat(built.get("Secret/pull-secret-injector-tls").path("type").asText())
        .isEqualTo("kubernetes.io/tls");
    assertSame(
        render(Map.of("certificates.mode", "files", "certificates.caBundle", CA)),
        built.without("Secret/pull-secret-injector-tls"));
  }

  @Test
  void where_nothing_is_copied_no_alert_asks_for_a_leader() {
    assertThat(alerts(Map.of("monitoring.create", "true"))).contains("PullSecretInjectorNoLeader");
    assertThat(alerts(Map.of("monitoring.create", "true", "configuration.projectSecrets", "none")))
        .isNotEmpty()
        .doesNotContain("PullSecretInjectorNoLeader");
  }

  private static List<String> alerts(Map<String, String> values) {
    return render(values)
        .get("PrometheusRule/pull-secret-injector")
        .at("/spec/groups/0/rules")
        .findValuesAsText("alert");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "replica=3 | additional properties 'replica' not allowed",
        "webhook.failurePolicy=Maybe | /webhook/failurePolicy",
        "webhook.timeoutSeconds=31 | maximum: got 31, want 30",
        "certificates.mode=files | /certificates/caBundle",
        "tracing.endpoint=otel-collector:4318 | /tracing/endpoint",
        "configuration.projectSecrets=some | /configuration/projectSecrets",
        "clients.names[0]=a,b | /clients/names/0",
        "priorityClass.preemptionPolicy=Maybe | /priorityClass/preemptionPolicy",
        "priorityClass.value=2000000000 | /priorityClass/value",
        "rbac.secrets=read | set configuration.clusterWideSecret=false too",
        "rbac.secrets=cluster-wide | set configuration.projectSecrets=none too"
      })
  void values_that_make_no_sense_are_refused(String value, String complaint) {
    String[] pair = value.split("=", 2);
    assertThatThrownBy(() -> render(Map.of(pair[0], pair[1]))).hasMessageContaining(complaint);
  }

  @Test
  void it_goes_into_no_other_namespace() {
    assertThatThrownBy(() -> template().withNamespace("default").call())
        .hasMessageContaining("--namespace runai");
  }

  @Test
  void monitoring_brings_the_objects_of_its_folder() {
    Path folder = ManifestsTest.FOLDER.resolve("monitoring");
    ClusterObjects objects = render(Map.of("monitoring.create", "true")).withoutHelmLabels();
    for (String file : List.of("podmonitor.yaml", "prometheusrule.yaml")) {
      ClusterObjects wanted = ClusterObjects.parse(read(folder.resolve(file)));
      assertThat(objects.byKey()).containsAllEntriesOf(wanted.byKey());
    }
    JsonNode dashboard = objects.get("ConfigMap/pull-secret-injector-dashboard");
    assertThat(dashboard.at("/metadata/labels/grafana_dashboard").asText()).isEqualTo("1");
    assertThat(dashboard.at("/data/dashboard.json").asText())
        .isEqualTo(read(folder.resolve("dashboard.json")));
  }

  @Test
  void the_operators_labels_stand_on_what_it_selects() {
    ClusterObjects objects =
        render(Map.of("monitoring.create", "true", "monitoring.labels.release", "prometheus"));
    for (String kind : List.of("PodMonitor", "PrometheusRule")) {
      assertThat(
              objects.get(kind + "/pull-secret-injector").at("/metadata/labels/release").asText())
          .isEqualTo("prometheus");
    }
  }

  @Test
  void the_status_page_can_be_switched_off() {
    assertThat(
            render(Map.of("configuration.statusPage", "false"))
                .get("Deployment/pull-secret-injector")
                .at("/spec/template/spec/containers/0/env/0"))
        .isEqualTo(
            new ObjectMapper()
                .createObjectNode()
                .put("name", "PULL_SECRET_INJECTOR_STATUS_PAGE")
                .put("value", "false"));
  }

  @Test
  void a_project_label_of_another_name_reaches_webhook_policy_and_process() {
    ClusterObjects objects = render(Map.of("configuration.projectLabel", "acme/project"));
    assertThat(
            objects
                .get("MutatingWebhookConfiguration/pull-secret-injector")
                .at("/webhooks/0/namespaceSelector/matchExpressions/0/key")
                .asText())
        .isEqualTo("acme/project");
    assertThat(
            objects
                .get("NetworkPolicy/pull-secret-injector")
                .at("/spec/ingress/1/from/0/namespaceSelector/matchExpressions/0/key")
                .asText())
        .isEqualTo("acme/project");
    assertThat(
            objects
                .get("Deployment/pull-secret-injector")
                .at("/spec/template/spec/containers/0/env/0/name")
                .asText())
        .isEqualTo("PULL_SECRET_INJECTOR_PROJECT_LABEL");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertSame(ClusterObjects rendered, ClusterObjects wanted) {
    assertThat(rendered.withoutHelmLabels().byKey())
        .containsExactlyInAnyOrderEntriesOf(wanted.byKey());
  }

  private static ClusterObjects render(Map<String, String> values) {
    TemplateCommand command = template().withNamespace("runai");
    values.forEach(command::set);
    return ClusterObjects.parse(command.call());
  }

  private static TemplateCommand template() {
    return new Helm(CHART).template().withName("pull-secret-injector").withKubeVersion("1.32.13");
  }

  /** Only where kubectl is; the manifests without an overlay are compared in any case. */
  private static ClusterObjects kustomize(Path folder) throws IOException, InterruptedException {
    assumeTrue(Programs.isOnPath("kubectl"), "kubectl builds overlays, and isn't there");
    Process process =
        new ProcessBuilder("kubectl", "kustomize", folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String built = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return ClusterObjects.parse(built);
  }
}
