package io.pullsecrets.installation;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.pullsecrets.NeedsRealApi;
import io.pullsecrets.pull.NeedsRegistry;
import io.pullsecrets.pull.PullCluster;
import io.pullsecrets.pull.PullStories;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The product as the manifests install it in a real API server, which calls the webhook itself. */
@NeedsRealApi
@NeedsRegistry
class RealApiPullIT extends PullStories {
  @Override
  protected PullCluster startCluster() {
    return new RealPullCluster(Installation.running(Installer.manifests()));
  }

  private record RealPullCluster(Installation installation) implements PullCluster {
    @Override
    public void namespace(String name, Map<String, String> labels) {
      installation.namespace(name, labels);
    }

    @Override
    public void serviceAccount(String namespace, String name, String... pullSecrets) {
      installation.serviceAccount(namespace, name, Map.of(), pullSecrets);
    }

    @Override
    public void write(Secret secret) {
      installation.admin().resource(secret).createOr(NonDeletingOperation::update);
    }

    @Override
    public @Nullable Secret secret(String namespace, String name) {
      return installation.secret(namespace, name);
    }

    @Override
    public Pod create(Pod pod) {
      return installation.create(pod);
    }

    @Override
    public void close() {
      installation.close();
    }
  }
}
