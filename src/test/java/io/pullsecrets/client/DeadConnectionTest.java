package io.pullsecrets.client;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.pullsecrets.index.FaultyApi;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadConnectionTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void what_changes_while_the_connection_of_a_watch_is_dead_is_heard() {
    try (FaultyApi api = new FaultyApi();
        SilentProxy proxy = new SilentProxy(api.url());
        KubernetesClient client = client(proxy.url(), Duration.ofSeconds(1))) {
      create(api, "before");
      SharedIndexInformer<Secret> secrets = client.secrets().inNamespace("a").inform();
      await().atMost(PATIENCE).until(() -> secrets.isWatching() && knows(secrets, "before"));
      proxy.silence();
      create(api, "after");
      await().atMost(PATIENCE).until(() -> knows(secrets, "after"));
    }
  }

  private static KubernetesClient client(String url, Duration silenceLimit) {
    Config config =
        new ConfigBuilder(Config.empty()).withMasterUrl(url).withWatchReconnectInterval(10).build();
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientFactory(new WatchingHttpClient.Factory(Vertx::vertx, silenceLimit))
        .build();
  }

  private static void create(FaultyApi api, String name) {
    api.admin()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace("a")
                .withName(name)
                .endMetadata()
                .build())
        .create();
  }

  private static boolean knows(SharedIndexInformer<Secret> secrets, String name) {
    return secrets.getStore().getByKey("a/" + name) != null;
  }
}
