package io.pullsecrets.page;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** A small cluster in which something is wrong, for tests of the page. */
final class Stage {
  static final String USER = "user-of-the-stage";
  static final String PASSWORD = "password-of-the-stage";
  static final String AUTH = base64(USER + ":" + PASSWORD);

  private Stage() {}

  static List<HasMetadata> objects() {
    return List.of(
        new NamespaceBuilder()
            .withNewMetadata()
            .withName("runai-page")
            .addToLabels("runai/queue", "page-project")
            .endMetadata()
            .build(),
        secret("runai", "page-good", Map.of("runai/cluster-wide", "true"), entry("nvcr.io", AUTH)),
        secret(
            "runai",
            "page-broken",
            Map.of("runai/cluster-wide", "true"),
            entry("broken.example.com", USER + ":" + PASSWORD)),
        secret("runai", "page-unlabelled", Map.of(), entry("quay.io", AUTH)),
        secret("runai-page", "page-own", Map.of(), entry("reg.example.com", AUTH)));
  }

  private static String entry(String registry, String auth) {
    return "{\"auths\":{\"" + registry + "\":{\"auth\":\"" + auth + "\"}}}";
  }

  private static Secret secret(
      String namespace, String name, Map<String, String> labels, String config) {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .withLabels(labels)
        .endMetadata()
        .withType("kubernetes.io/dockerconfigjson")
        .addToData(".dockerconfigjson", base64(config))
        .build();
  }

  /** The creation of a pod. */
  static String review(String namespace, String image) {
    return """
        {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"page",
        "resource":{"group":"","version":"v1","resource":"pods"},"namespace":"%s",
        "operation":"CREATE","object":{"metadata":{"generateName":"trainer-"},
        "spec":{"containers":[{"name":"main","image":"%s"}]}}}}
        """
        .formatted(namespace, image);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
