package io.pullsecrets.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.pullsecrets.configuration.TestConfiguration;
import io.pullsecrets.index.FaultyApi;
import io.pullsecrets.index.TestIndex;
import io.pullsecrets.injection.Decision;
import io.pullsecrets.injection.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From the labels in the cluster to the answer for a pod. */
class DepartmentAdmissionTest {
  private final FaultyApi api = new FaultyApi();
  private final KubernetesClient client = api.client();
  private final TestIndex index = new TestIndex(client, TestConfiguration.of(Map.of()));
  private final Admission admission =
      new Admission(index.index()::snapshot, index.informers()::haveListed);

  @BeforeEach
  void start() {
    putNamespace("nlp", Map.of("runai/queue", "nlp", "runai/department-id", "7"));
    putNamespace("vision", Map.of("runai/queue", "vision", "runai/department-id", "8"));
    putNamespace("robotics", Map.of("runai/queue", "robotics"));
    putSecret(Map.of("run.ai/department", "7", "run.ai/resource", "docker-registry"));
    index.start();
    await().atMost(Duration.ofSeconds(30)).until(() -> index.informers().haveListed());
  }

  @AfterEach
  void stop() {
    index.close();
    client.close();
    api.close();
  }

  @Test
  void a_pod_of_another_or_of_no_known_department_does_not_get_it() throws Exception {
    assertThat(added("nlp")).containsExactly("research");
    assertThat(added("vision")).isEmpty();
    assertThat(added("robotics")).isEmpty();
  }

  @Test
  void labelled_for_all_too_it_still_goes_to_the_department_only() throws Exception {
    putSecret(Map.of("run.ai/department", "8", "runai/cluster-wide", "true"));
    await().atMost(Duration.ofSeconds(30)).until(() -> !added("vision").isEmpty());
    assertThat(added("nlp")).isEmpty();
    assertThat(added("robotics")).isEmpty();
  }

  @Test
  void a_project_that_comes_to_the_department_gets_it() throws Exception {
    putNamespace("vision", Map.of("runai/queue", "vision", "runai/department-id", "7"));
    await().atMost(Duration.ofSeconds(30)).until(() -> !added("vision").isEmpty());
  }

  private List<String> added(String namespace) throws InvalidReviewException {
    String review =
        """
        {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u",
        "resource":{"group":"","version":"v1","resource":"pods"},"namespace":"%s",
        "operation":"CREATE","object":{"spec":{"containers":[{"image":"nvcr.io/x"}]}}}}
        """
            .formatted(namespace);
    Decision decision =
        admission.answer(ReviewReader.read(review.getBytes(StandardCharsets.UTF_8))).decision();
    return decision instanceof Decision.Inject inject
        ? inject.added().stream().map(Verdict::secret).toList()
        : List.of();
  }

  private void putNamespace(String name, Map<String, String> labels) {
    api.admin()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .build())
        .createOr(resource -> resource.update());
  }

  private void putSecret(Map<String, String> labels) {
    Secret secret =
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace("runai")
            .withName("research")
            .withLabels(labels)
            .endMetadata()
            .withType("kubernetes.io/dockerconfigjson")
            .addToData(
                ".dockerconfigjson",
                Base64.getEncoder()
                    .encodeToString(
                        "{\"auths\":{\"nvcr.io\":{\"auth\":\"dTpw\"}}}"
                            .getBytes(StandardCharsets.UTF_8)))
            .build();
    api.admin().resource(secret).createOr(resource -> resource.update());
  }
}
