package io.pullsecrets.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What can be said of the examples without a server. */
class ExamplesTest {
  private static final Path CLUSTER = Path.of("examples", "cluster");
  private static final Path PODS = Path.of("examples", "pods");

  @Test
  void every_expected_pull_secret_is_in_the_pods_namespace_or_is_a_cluster_wide_one()
      throws IOException {
    Map<String, HasMetadata> objects = Manifests.objects(CLUSTER);

    for (ExamplePod pod : ExamplePod.readAll(PODS)) {
      for (String name : pod.expectedPullSecrets()) {
        assertThat(objects.keySet())
            .as(pod.title())
            .containsAnyOf("Secret/" + pod.namespace() + "/" + name, "Secret/runai/" + name);
      }
    }
  }

  @Test
  void every_namespace_and_service_account_of_a_pod_exists() throws IOException {
    Map<String, HasMetadata> objects = Manifests.objects(CLUSTER);

    for (ExamplePod pod : ExamplePod.readAll(PODS)) {
      assertThat(objects).as(pod.title()).containsKey("Namespace/" + pod.namespace());
      assertThat(pod.images()).as(pod.title()).isNotEmpty();
      if (!pod.serviceAccount().equals("default")) {
        assertThat(objects)
            .as(pod.title())
            .containsKey("ServiceAccount/" + pod.namespace() + "/" + pod.serviceAccount());
      }
    }
  }

  @Test
  void readable_secrets_are_stored_as_an_api_server_stores_them() throws IOException {
    HasMetadata found = Manifests.objects(CLUSTER).get("Secret/runai/ngc-credentials");
    Secret secret = (Secret) Objects.requireNonNull(found);

    assertThat(secret.getStringData()).isNull();
    assertThat(secret.getData()).containsOnlyKeys(".dockerconfigjson");
    assertThat(secret.getData().get(".dockerconfigjson")).startsWith("eyJhdXRocyI6");
  }
}
