package io.pullsecrets.cli;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.pullsecrets.NeedsRealApi;
import io.pullsecrets.RealApi;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

@NeedsRealApi
class RealLiveClusterIT extends LiveClusterStories {
  private static @Nullable KubernetesClient client;

  @BeforeAll
  static void connect() {
    client = new KubernetesClientBuilder().withConfig(RealApi.get().config()).build();
  }

  @AfterAll
  static void close() {
    Objects.requireNonNull(client).close();
  }

  @Override
  Config config() {
    return RealApi.get().config();
  }

  @Override
  KubernetesClient client() {
    return Objects.requireNonNull(client);
  }
}
