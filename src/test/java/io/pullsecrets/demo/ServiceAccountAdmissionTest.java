package io.pullsecrets.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ServiceAccountAdmissionTest {
  private static final ServiceAccount ACCOUNT =
      new ServiceAccountBuilder().addNewImagePullSecret("listed").build();

  @Test
  void a_pod_without_a_list_gets_its_service_accounts_list() throws IOException {
    ObjectNode pod = admitted("{spec: {containers: [{name: main, image: app}]}}");

    assertThat(ExamplePod.pullSecrets(pod)).containsExactly("listed");
    assertThat(pod.path("spec").path("serviceAccountName").asText()).isEqualTo("default");
    assertThat(pod.path("spec").path("containers").path(0).path("volumeMounts")).hasSize(1);
    assertThat(pod.path("spec").path("volumes")).hasSize(1);
  }

  @Test
  void a_pod_with_a_list_keeps_it() throws IOException {
    ObjectNode pod = admitted("{spec: {imagePullSecrets: [{name: own}], containers: []}}");

    assertThat(ExamplePod.pullSecrets(pod)).containsExactly("own");
  }

  @Test
  void a_mirror_pod_stays_as_it_is() throws IOException {
    String mirror = "{metadata: {annotations: {kubernetes.io/config.mirror: x}}, spec: {}}";

    assertThat(admitted(mirror)).isEqualTo(parse(mirror));
  }

  private static ObjectNode admitted(String yaml) throws IOException {
    return ServiceAccountAdmission.admit(parse(yaml), ACCOUNT);
  }

  private static JsonNode parse(String yaml) throws IOException {
    return new YAMLMapper().readTree(yaml);
  }
}
