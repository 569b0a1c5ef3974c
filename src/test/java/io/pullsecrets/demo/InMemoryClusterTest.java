package io.pullsecrets.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InMemoryClusterTest {
  @Test
  void only_what_differs_from_the_last_time_is_written() {
    try (InMemoryCluster cluster = InMemoryCluster.start()) {
      assertThat(cluster.apply(namespace("blue"))).containsExactly("created Namespace/one");
      assertThat(cluster.apply(namespace("blue"))).isEmpty();

      assertThat(cluster.apply(namespace("red"))).containsExactly("changed Namespace/one");
      assertThat(cluster.namespaceLabel("one", "colour")).isEqualTo("red");

      assertThat(cluster.apply(Map.of())).containsExactly("removed Namespace/one");
      assertThat(cluster.apply(namespace("red"))).containsExactly("created Namespace/one");
    }
  }

  private static Map<String, HasMetadata> namespace(String colour) {
    return Map.of(
        "Namespace/one",
        new NamespaceBuilder()
            .withNewMetadata()
            .withName("one")
            .addToLabels("colour", colour)
            .endMetadata()
            .build());
  }
}
