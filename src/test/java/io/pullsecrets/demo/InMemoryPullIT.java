package io.pullsecrets.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.pullsecrets.ServingCertificate;
import io.pullsecrets.demo.InjectorProcess.Program;
import io.pullsecrets.pull.NeedsRegistry;
import io.pullsecrets.pull.PullCluster;
import io.pullsecrets.pull.PullStories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The packaged server beside an in-memory API, which the test stands in for at a pod's creation.
 */
@NeedsRegistry
class InMemoryPullIT extends PullStories {
  @Override
  protected PullCluster startCluster() throws IOException, InterruptedException {
    InMemoryPullCluster cluster = new InMemoryPullCluster();
    cluster.server.awaitReady();
    return cluster;
  }

  private static final class InMemoryPullCluster implements PullCluster {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, ServiceAccount> serviceAccounts = new HashMap<>();
    private final InMemoryCluster api = InMemoryCluster.start();
    private final ServingCertificate certificate = ServingCertificate.make();
    private final InjectorProcess server;
    private final Webhook webhook;

    InMemoryPullCluster() throws IOException {
      namespace("runai", Map.of());
      Ports ports = Ports.free();
      server =
          InjectorProcess.start(
              Program.packaged(Path.of("target", "pull-server.log")),
              api.url(),
              certificate,
              ports);
      webhook = new Webhook(ports.webhook(), certificate.trust());
    }

    @Override
    public void namespace(String name, Map<String, String> labels) {
      api.put(
          new NamespaceBuilder()
              .withNewMetadata()
              .withName(name)
              .withLabels(labels)
              .endMetadata()
              .build());
      serviceAccount(name, "default");
    }

    @Override
    public void serviceAccount(String namespace, String name, String... pullSecrets) {
      ServiceAccount account =
          new ServiceAccountBuilder()
              .withNewMetadata()
              .withNamespace(namespace)
              .withName(name)
              .endMetadata()
              .withImagePullSecrets(
                  Arrays.stream(pullSecrets).map(LocalObjectReference::new).toList())
              .build();
      api.put(account);
      serviceAccounts.put(namespace + "/" + name, account);
    }

    @Override
    public void write(Secret secret) {
      api.put(secret);
    }

    @Override
    public @Nullable Secret secret(String namespace, String name) {
      return api.secret(namespace, name);
    }

    @Override
    public Pod create(Pod pod) {
      String namespace = pod.getMetadata().getNamespace();
      String account = Objects.requireNonNullElse(pod.getSpec().getServiceAccountName(), "default");
      ObjectNode admitted =
          ServiceAccountAdmission.admit(
              JSON.valueToTree(pod), serviceAccounts.get(namespace + "/" + account));
      try {
        return JSON.treeToValue(webhook.create(admitted, namespace).pod(), Pod.class);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {
      server.close();
      api.close();
      try {
        certificate.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
