package io.pullsecrets.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ClusterClientTest {
  private final KubernetesSerialization serialization =
      new ClusterClient().serialization(new ObjectMapper());

  static Stream<Arguments> watched() {
    return Stream.of(
        Arguments.of("v1", Namespace.class),
        Arguments.of("v1", Secret.class),
        Arguments.of("v1", ServiceAccount.class),
        Arguments.of("v1", Status.class),
        Arguments.of("admissionregistration.k8s.io/v1", MutatingWebhookConfiguration.class));
  }

  @ParameterizedTest
  @MethodSource("watched")
  void what_a_watch_brings_is_told_by_what_it_says_of_itself(String apiVersion, Class<?> type) {
    assertThat(brought(apiVersion, type.getSimpleName())).isExactlyInstanceOf(type);
  }

  @Test
  void any_other_kind_is_read_as_the_type_that_is_asked_for() {
    Object other = brought("coordination.k8s.io/v1", "Lease");
    assertThat(other).isExactlyInstanceOf(GenericKubernetesResource.class);
    assertThat(serialization.convertValue(other, Lease.class).getMetadata().getName())
        .isEqualTo("a");
    assertThat(
            serialization.unmarshal("{\"metadata\":{\"name\":\"a\"}}", Lease.class).getMetadata())
        .hasFieldOrPropertyWithValue("name", "a");
  }

  private Object brought(String apiVersion, String kind) {
    return serialization
        .unmarshal(
            """
            {"type":"ADDED","object":{"apiVersion":"%s","kind":"%s","metadata":{"name":"a"}}}
            """
                .formatted(apiVersion, kind),
            WatchEvent.class)
        .getObject();
  }
}
