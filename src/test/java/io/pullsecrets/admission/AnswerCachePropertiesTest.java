package io.pullsecrets.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.pullsecrets.index.ClusterRules;
import io.pullsecrets.index.StoredCluster;
import io.pullsecrets.injection.DeclarationRule;
import io.pullsecrets.project.ProjectRule;
import io.pullsecrets.project.ProjectSecrets;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;

/**
 * Whatever changes in between, a server that keeps answers gives those that one gives that has just
 * started.
 */
class AnswerCachePropertiesTest {
  private static final List<String> IMAGES = List.of("nvcr.io/x", "ubuntu", "quay.io/y");
  private static final List<String> SWITCHES = List.of("", "false", "true");
  private static final List<Label> LABELS =
      List.of(
          new Label("demo", "pull-secret-injector/inject", "true"),
          new Label("demo", "pull-secret-injector/inject", "false"),
          new Label("runai", "runai/cluster-wide", "true"),
          new Label("runai", "run.ai/department", "7"));

  private final StoredCluster cluster =
      new StoredCluster(
          new ClusterRules(
              new ProjectRule("runai/queue", "runai/department-id", "runai"),
              new DeclarationRule(ProjectSecrets.DECLARED),
              true,
              "runai",
              List.of()),
          "demo");
  private final Admission keeping = admission();

  /** The one label that a Secret of that namespace has. */
  private record Label(String namespace, String key, String value) {}

  /** A change in the cluster, or a pod to ask about. */
  interface Step {
    void on(AnswerCachePropertiesTest test) throws Exception;
  }

  @Property(tries = 300)
  void answers_are_those_of_a_server_that_has_just_started(
      @ForAll("steps") @Size(max = 40) List<Step> steps) throws Exception {
    AnswerCachePropertiesTest fresh = new AnswerCachePropertiesTest();
    fresh.cluster.add(namespace("demo", Map.of("runai/queue", "demo")));
    for (Step step : steps) {
      step.on(fresh);
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Arbitraries.frequencyOf(Tuple.of(2, asked()), Tuple.of(1, changes())).list();
  }

  private static Arbitrary<Step> asked() {
    return Arbitraries.of(IMAGES)
        .flatMap(
            image ->
                Arbitraries.of("", "ngc", "hub")
                    .map(
                        own ->
                            test -> {
                              byte[] review = review(image, own);
                              AdmissionRequest request = ReviewReader.read(review);
                              Admission.Answer expected = test.admission().answer(request);
                              Admission.Answer answer = test.keeping.answer(request);
                              assertThat(answer.decision()).isEqualTo(expected.decision());
                              assertThat(answer.body()).isEqualTo(expected.body());
                            }));
  }

  private static Arbitrary<Step> changes() {
    Arbitrary<Step> namespaces =
        Arbitraries.of(SWITCHES)
            .map(
                inject ->
                    test ->
                        test.cluster.add(
                            namespace(
                                "demo",
                                Map.of(
                                    "runai/queue",
                                    "demo",
                                    "runai/department-id",
                                    inject.isEmpty() ? "7" : "8",
                                    "pull-secret-injector/inject",
                                    inject))));
    Arbitrary<Step> secrets =
        Combinators.combine(
                Arbitraries.of("ngc", "hub"),
                Arbitraries.of("nvcr.io", "index.docker.io", "docker.io", "nothing.example"),
                Arbitraries.of(LABELS))
            .as(
                (name, registry, label) ->
                    test -> test.cluster.add(secret(label.namespace, name, registry, label)));
    Arbitrary<Step> accounts =
        Arbitraries.of("true", "false")
            .map(
                enforce ->
                    test ->
                        test.cluster.add(
                            Map.of(
                                "apiVersion",
                                "v1",
                                "kind",
                                "ServiceAccount",
                                "metadata",
                                Map.of(
                                    "name",
                                    "default",
                                    "namespace",
                                    "demo",
                                    "annotations",
                                    Map.of("kubernetes.io/enforce-mountable-secrets", enforce)))));
    return Arbitraries.oneOf(namespaces, secrets, accounts);
  }

  private Admission admission() {
    return new Admission(cluster.index()::snapshot, () -> true);
  }

  private static byte[] review(String image, String own) {
    String list = own.isEmpty() ? "" : "\"imagePullSecrets\":[{\"name\":\"" + own + "\"}],";
    return """
    {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u",
    "resource":{"group":"","version":"v1","resource":"pods"},"namespace":"demo",
    "operation":"CREATE","object":{"metadata":{},"spec":{%s"containers":[{"image":"%s"}]}}}}
    """
        .formatted(list, image)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, Object> namespace(String name, Map<String, String> labels) {
    return Map.of(
        "apiVersion",
        "v1",
        "kind",
        "Namespace",
        "metadata",
        Map.of("name", name, "labels", labels));
  }

  private static Map<String, Object> secret(
      String namespace, String name, String registry, Label label) {
    String config = "{\"auths\":{\"" + registry + "\":{\"username\":\"u\",\"password\":\"p\"}}}";
    return Map.of(
        "apiVersion",
        "v1",
        "kind",
        "Secret",
        "type",
        "kubernetes.io/dockerconfigjson",
        "metadata",
        Map.of("name", name, "namespace", namespace, "labels", Map.of(label.key, label.value)),
        "data",
        Map.of(
            ".dockerconfigjson",
            Base64.getEncoder().encodeToString(config.getBytes(StandardCharsets.UTF_8))));
  }
}
