package io.pullsecrets.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the API server's ServiceAccount admission plugin does to a pod before any webhook sees it.
 */
final class ServiceAccountAdmission {
  private static final String TOKEN_VOLUME = "kube-api-access-demo1";
  private static final String MIRROR_POD = "kubernetes.io/config.mirror";

  private ServiceAccountAdmission() {}

  /**
   * The pod as the webhook gets it.
   *
   * @param manifest the pod as its author wrote it; stays as it is
   * @param serviceAccount the account it runs under, or null if there is none of that name
   */
  static ObjectNode admit(JsonNode manifest, @Nullable ServiceAccount serviceAccount) {
    ObjectNode pod = manifest.deepCopy();
    if (pod.path("metadata").path("annotations").has(MIRROR_POD)) {
      return pod; // mirror pods run under no ServiceAccount
    }
    ObjectNode spec = pod.withObject("/spec");
    String name = spec.path("serviceAccountName").asText("default");
    spec.put("serviceAccountName", name);
    spec.put("serviceAccount", name);
    if (spec.path("automountServiceAccountToken").asBoolean(true)) {
      mountToken(spec);
    }
    // Only a pod without a list gets the account's list: this is why setting one's own list makes
    // a pod lose its project's.
    if (serviceAccount != null && spec.path("imagePullSecrets").isEmpty()) {
      List<LocalObjectReference> listed = serviceAccount.getImagePullSecrets();
      if (listed != null && !listed.isEmpty()) {
        var list = spec.putArray("imagePullSecrets");
        listed.forEach(each -> list.addObject().put("name", each.getName()));
      }
    }
    return pod;
  }

  private static void mountToken(ObjectNode spec) {
    var sources =
        spec.withArray("volumes")
            .addObject()
            .put("name", TOKEN_VOLUME)
            .putObject("projected")
            .put("defaultMode", 420)
            .putArray("sources");
    sources
        .addObject()
        .putObject("serviceAccountToken")
        .put("expirationSeconds", 3607)
        .put("path", "token");
    sources
        .addObject()
        .putObject("configMap")
        .put("name", "kube-root-ca.crt")
        .putArray("items")
        .addObject()
        .put("key", "ca.crt")
        .put("path", "ca.crt");
    for (String field : List.of("initContainers", "containers")) {
      for (JsonNode container : spec.path(field)) {
        ((ObjectNode) container)
            .withArray("volumeMounts")
            .addObject()
            .put("name", TOKEN_VOLUME)
            .put("readOnly", true)
            .put("mountPath", "/var/run/secrets/kubernetes.io/serviceaccount");
      }
    }
  }
}
