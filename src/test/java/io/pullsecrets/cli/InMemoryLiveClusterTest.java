package io.pullsecrets.cli;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.net.InetAddress;
import java.util.HashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class InMemoryLiveClusterTest extends LiveClusterStories {
  private static final KubernetesMockServer SERVER =
      new KubernetesMockServer(
          new Context(),
          new MockWebServer(),
          new HashMap<>(),
          new KubernetesCrudDispatcher(),
          false);

  @BeforeAll
  static void start() {
    SERVER.init(InetAddress.getLoopbackAddress(), 0);
  }

  @AfterAll
  static void end() {
    SERVER.destroy();
  }

  @Override
  Config config() {
    return client().getConfiguration();
  }

  @Override
  KubernetesClient client() {
    return SERVER.createClient();
  }
}
