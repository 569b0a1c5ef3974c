package io.pullsecrets.cli;

import io.pullsecrets.index.StoredCluster;
import io.pullsecrets.injection.PodImages;

/**
 * A pod as the webhook gets it. Before the webhook is called, Kubernetes gives a pod without a list
 * that of its ServiceAccount (plugin/pkg/admission/serviceaccount), unless it is a mirror pod.
 */
final class EffectivePod {
  private EffectivePod() {}

  static PodImages of(PodImages pod, String namespace, StoredCluster cluster) {
    return pod.pullSecrets().isEmpty() && !pod.mirror()
        ? Workload.withPullSecrets(pod, cluster.pullSecretsOf(namespace, pod.serviceAccount()))
        : pod;
  }
}
