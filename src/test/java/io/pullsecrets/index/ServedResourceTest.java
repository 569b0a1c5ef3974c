package io.pullsecrets.index;

import static io.pullsecrets.index.Definitions.projects;
import static io.pullsecrets.index.Definitions.queues;
import static io.pullsecrets.index.Definitions.served;
import static io.pullsecrets.index.Definitions.stored;
import static io.pullsecrets.index.Definitions.unestablishedProjects;
import static io.pullsecrets.index.Definitions.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServedResourceTest {
  @Test
  void a_definition_says_how_its_objects_are_found() {
    assertThat(ServedResource.of(projects(stored("v1"))))
        .contains(new ServedResource("uid", "run.ai", "v1", "projects", "Project", true));
    assertThat(ServedResource.of(queues(stored("v2"))))
        .contains(new ServedResource("uid", "scheduling.run.ai", "v2", "queues", "Queue", false));
  }

  @Test
  void the_version_of_the_storage_comes_first_if_it_is_served() {
    assertThat(versionOf(projects(served("v1alpha1"), stored("v1"), served("v2")))).contains("v1");
    assertThat(versionOf(projects(version("v1", false, true), served("v2"), served("v3"))))
        .contains("v2");
    assertThat(versionOf(projects(version("v1", false, true)))).isEmpty();
  }

  @Test
  void a_definition_that_is_not_established_serves_nothing() {
    assertThat(versionOf(unestablishedProjects(stored("v1")))).isEmpty();
    GenericKubernetesResource withoutStatus = projects(stored("v1"));
    withoutStatus.getAdditionalProperties().remove("status");
    assertThat(versionOf(withoutStatus)).isEmpty();
  }

  @Test
  void a_new_definitions_conditions_are_null_in_the_api_servers_first_event() {
    GenericKubernetesResource fresh =
        Serialization.unmarshal(
            """
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
            "metadata":{"name":"projects.run.ai"},"spec":{"group":"run.ai"},
            "status":{"acceptedNames":{"kind":"","plural":""},"conditions":null,
            "storedVersions":["v1"]}}
            """,
            GenericKubernetesResource.class);
    assertThat(versionOf(fresh)).isEmpty();
  }

  private static Optional<String> versionOf(GenericKubernetesResource definition) {
    return ServedResource.of(definition).map(ServedResource::version);
  }
}
