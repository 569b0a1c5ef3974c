package io.pullsecrets.installation;

import static io.pullsecrets.installation.Installation.NAME;
import static io.pullsecrets.installation.Installation.eventually;
import static io.pullsecrets.installation.Installation.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.pullsecrets.NeedsRealApi;
import io.pullsecrets.certificates.EarlierCertificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each profile of rights is enough for what it promises, and no right is in vain: for each there is
 * a request that no other right of the profile allows. So a right that is taken away shows as a
 * request that is refused, and one that nobody needs as one without a request.
 */
@NeedsRealApi
class RightsIT {
  private static final String USER = "system:serviceaccount:runai:pull-secret-injector";
  private static final String RUN_AI =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: %1$s.%2$s}
      spec:
        group: %2$s
        scope: Cluster
        names: {plural: %1$s, kind: %3$s}
        versions:
          - name: v2
            served: true
            storage: true
            schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
      """;

  private static final List<Profile> PROFILES =
      List.of(
          new Profile(
              "full",
              Installer.manifests(),
              RightsIT::replicate,
              // The one for all namespaces allows it too.
              Set.of("create secrets in runai")),
          new Profile(
              "project-credentials-only",
              Installer.overlay("project-credentials-only"),
              RightsIT::injectOfTheProject,
              Set.of("update secrets/pull-secret-injector-tls in runai")),
          new Profile(
              "cluster-wide-only",
              Installer.overlay("cluster-wide-only"),
              RightsIT::injectClusterWide,
              Set.of("update secrets/pull-secret-injector-tls in runai")),
          new Profile(
              "cluster-wide-only with a certificate from files",
              Installer.kustomization(
                  """
                  resources: [overlays/cluster-wide-only]
                  components: [components/certificate-files]
                  """),
              RightsIT::injectWithCertificateFromFiles,
              Set.of()));

  static Stream<Profile> profiles() {
    return PROFILES.stream();
  }

  @ParameterizedTest
  @MethodSource("profiles")
  void each_right_is_needed_and_none_is_missing(Profile profile) {
    try (Installation cluster = Installation.prepare(profile.installer())) {
      prepare(cluster, profile);
      cluster.install();
      cluster.startReplica();
      profile.story().accept(cluster);
      List<JsonNode> requests = requests(cluster);
      assertThat(requests).as("requests").isNotEmpty();
      assertThat(requests.stream().filter(RightsIT::isRefused).map(RightsIT::described))
          .as("requests that were refused")
          .isEmpty();
      List<Right> rights = rights(cluster);
      Set<String> expected = new TreeSet<>(rights.stream().map(Right::toString).toList());
      assertThat(expected).containsAll(profile.unseen());
      expected.removeAll(profile.unseen());
      assertThat(needed(rights, requests))
          .as("rights that are needed, of those that are given")
          .isEqualTo(expected);
    }
  }

  private static void prepare(Installation cluster, Profile profile) {
    cluster.project("project");
    cluster
        .kubectl()
        .runWithInput(RUN_AI.formatted("projects", "run.ai", "Project"), "apply", "-f", "-");
    cluster
        .kubectl()
        .runWithInput(RUN_AI.formatted("queues", "scheduling.run.ai", "Queue"), "apply", "-f", "-");
    if (profile.name().equals("full") || profile.name().contains("from files")) {
      // With the full rights its renewal is due; with the two others, one is made.
      cluster.admin().resource(EarlierCertificate.secret("runai", Duration.ofDays(61))).create();
    }
  }

  /**
   * A choice of rights.
   *
   * @param story what users and the injector do with it
   * @param unseen rights of which this story shows no need
   */
  record Profile(
      String name, Installer installer, Consumer<Installation> story, Set<String> unseen) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static void replicate(Installation cluster) {
    cluster.pullSecret("runai", "shared", "shared.example.com", "runai/cluster-wide=true");
    eventually(() -> assertThat(cluster.secret("project", "shared")).isNotNull());
    eventually(
        () ->
            assertThat(cluster.pullSecrets("project", "shared.example.com/app"))
                .containsExactly("shared"));
    // Rotated until an Event says the same as the one before: then it is counted.
    await()
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              cluster.kubectl(
                  "patch",
                  "secret",
                  "shared",
                  "-n",
                  "runai",
                  "-p",
                  "{\"stringData\":{\".dockerconfigjson\":\"{\\\"auths\\\":{\\\"shared.example.com\\\":{\\\"username\\\":\\\"%d\\\",\\\"password\\\":\\\"p\\\"}}}\"}}"
                      .formatted(System.nanoTime()));
              return requests(cluster).stream()
                  .anyMatch(
                      entry ->
                          entry.path("verb").asText().equals("patch")
                              && entry.at("/objectRef/resource").asText().equals("events"));
            });
    cluster.kubectl("label", "secret", "shared", "-n", "runai", "runai/cluster-wide-");
    eventually(() -> assertThat(cluster.secret("project", "shared")).isNull());
  }

  private static void injectOfTheProject(Installation cluster) {
    cluster.pullSecret("runai", "shared", "shared.example.com", "runai/cluster-wide=true");
    cluster.pullSecret("project", "own", "own.example.com", "run.ai/resource=docker-registry");
    eventually(
        () ->
            assertThat(
                    cluster.pullSecrets("project", "own.example.com/app", "shared.example.com/app"))
                .containsExactly("own"));
    assertThat(cluster.secret("project", "shared")).isNull();
  }

  private static void injectClusterWide(Installation cluster) {
    cluster.pullSecret("project", "own", "own.example.com", "run.ai/resource=docker-registry");
    cluster.pullSecret("runai", "shared", "shared.example.com", "runai/cluster-wide=true");
    eventually(
        () ->
            assertThat(
                    cluster.pullSecrets("project", "own.example.com/app", "shared.example.com/app"))
                .containsExactly("shared"));
    assertThat(cluster.secret("project", "shared")).isNull();
  }

  private static void injectWithCertificateFromFiles(Installation cluster) {
    String authority =
        cluster.kubectl(
            "get", "secret", NAME + "-tls", "-n", "runai", "-o", "jsonpath={.data.ca\\.crt}");
    cluster.kubectl(
        "patch",
        "mutatingwebhookconfiguration",
        NAME,
        "--type=json",
        "-p",
        "[{\"op\":\"add\",\"path\":\"/webhooks/0/clientConfig/caBundle\",\"value\":\"%s\"}]"
            .formatted(authority));
    injectClusterWide(cluster);
  }

  private static List<Right> rights(Installation cluster) {
    JsonNode roles =
        json(
            cluster.kubectl(
                "get",
                "clusterroles,roles",
                "-n",
                "runai",
                "-l",
                "app.kubernetes.io/name=" + NAME,
                "-o",
                "json"));
    List<Right> rights = new ArrayList<>();
    roles.path("items").forEach(role -> rights.addAll(Right.of(role)));
    return rights;
  }

  /** What the injector has asked for; addresses that are no resources are open to everybody. */
  private static List<JsonNode> requests(Installation cluster) {
    return cluster.audit().stream()
        .filter(entry -> entry.at("/user/username").asText().equals(USER))
        .filter(entry -> entry.has("objectRef"))
        .toList();
  }

  private static Set<String> needed(List<Right> rights, List<JsonNode> requests) {
    return requests.stream()
        .flatMap(
            request -> {
              List<Right> allowing = rights.stream().filter(it -> it.allows(request)).toList();
              return allowing.size() == 1 ? allowing.stream() : Stream.empty();
            })
        .map(Right::toString)
        .collect(Collectors.toSet());
  }

  private static boolean isRefused(JsonNode entry) {
    return entry.at("/responseStatus/code").asInt() == 403;
  }

  private static String described(JsonNode entry) {
    return entry.path("verb").asText() + " " + entry.path("requestURI").asText();
  }
}
