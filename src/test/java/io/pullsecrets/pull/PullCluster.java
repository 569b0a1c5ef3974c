package io.pullsecrets.pull;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A cluster with the packaged product in it. */
public interface PullCluster extends AutoCloseable {
  /** Makes a namespace with its {@code default} ServiceAccount. */
  void namespace(String name, Map<String, String> labels);

  /** Makes or changes a ServiceAccount. */
  void serviceAccount(String namespace, String name, String... pullSecrets);

  /** Makes or changes a Secret. */
  void write(Secret secret);

  /** The Secret, or null. */
  @Nullable Secret secret(String namespace, String name);

  /** Creates a pod by way of the webhook; what becomes of it. */
  Pod create(Pod pod);

  @Override
  void close();
}
