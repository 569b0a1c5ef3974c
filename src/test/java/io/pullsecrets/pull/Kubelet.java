package io.pullsecrets.pull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a kubelet does between a pod's pull secrets and the container runtime, written from the
 * kubelet's source (Kubernetes 1.36) and not from this project's classes, so that each checks the
 * other. As far as the stories go: no globs, no Docker Hub, no malformed input.
 */
final class Kubelet {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ANONYMOUS = "(anonymous)";

  private final Skopeo runtime;

  Kubelet(Skopeo runtime) {
    this.runtime = runtime;
  }

  /**
   * What came of a pull.
   *
   * @param attempts as whom, in this order; the last one may have succeeded
   */
  record Pull(boolean succeeded, List<String> attempts) {
    Pull {
      attempts = List.copyOf(attempts);
    }

    static Pull succeeded(String... attempts) {
      return new Pull(true, List.of(attempts));
    }

    static Pull refused(String... attempts) {
      return new Pull(false, List.of(attempts));
    }

    static Pull refusedAnonymously() {
      return refused(ANONYMOUS);
    }
  }

  /**
   * Pulls an image with the credentials that these Secrets give for it, one after the other until
   * one is taken; without any, one anonymous attempt (PullImage in
   * pkg/kubelet/kuberuntime/kuberuntime_image.go).
   *
   * @param pullSecrets in the order of the pod's list
   */
  Pull pull(String image, List<Secret> pullSecrets) throws IOException {
    List<Credential> credentials = lookup(image, pullSecrets);
    if (credentials.isEmpty()) {
      return new Pull(runtime.pull(image, null), List.of(ANONYMOUS));
    }
    List<String> attempts = new ArrayList<>();
    for (Credential credential : credentials) {
      attempts.add(credential.username());
      if (runtime.pull(image, credential)) {
        return new Pull(true, attempts);
      }
    }
    return new Pull(false, attempts);
  }

  /**
   * Keys in reverse order, so that a longer path comes before a shorter one; under one key the
   * credentials in the order of the Secrets (BasicDockerKeyring in
   * pkg/credentialprovider/keyring.go).
   */
  private static List<Credential> lookup(String image, List<Secret> secrets) throws IOException {
    Map<String, List<Credential>> byKey = new TreeMap<>(Comparator.reverseOrder());
    for (Secret secret : secrets) {
      for (Map.Entry<String, JsonNode> entry : entries(secret).properties()) {
        byKey
            .computeIfAbsent(key(entry.getKey()), key -> new ArrayList<>())
            .add(credential(entry.getValue()));
      }
    }
    List<Credential> found = new ArrayList<>();
    byKey.forEach(
        (key, credentials) -> {
          if (matches(key, image)) {
            found.addAll(credentials);
          }
        });
    return found;
  }

  /** MakeDockerKeyring in pkg/credentialprovider/secrets/secrets.go: each type has one key. */
  private static JsonNode entries(Secret secret) throws IOException {
    boolean newer = secret.getType().equals("kubernetes.io/dockerconfigjson");
    byte[] content =
        Base64.getDecoder()
            .decode(secret.getData().get(newer ? ".dockerconfigjson" : ".dockercfg"));
    JsonNode document = JSON.readTree(content);
    return newer ? document.path("auths") : document;
  }

  /** DockerConfigEntry in pkg/credentialprovider/config.go: {@code auth} counts first. */
  private static Credential credential(JsonNode entry) {
    String auth = entry.path("auth").asText();
    return auth.isEmpty()
        ? new Credential(entry.path("username").asText(), entry.path("password").asText())
        : Credential.ofAuth(auth);
  }

  /** Add in keyring.go: scheme and version of the API don't count. */
  private static String key(String text) {
    URI url =
        URI.create(
            text.startsWith("http://") || text.startsWith("https://") ? text : "https://" + text);
    String path = url.getPath();
    if (path.startsWith("/v1/") || path.startsWith("/v2/")) {
      path = path.substring(3);
    }
    return url.getAuthority() + (path.equals("/") ? "" : path);
  }

  /** URLsMatch in keyring.go: the same host and port, and the path is a prefix as plain text. */
  private static boolean matches(String key, String image) {
    String keyPath = key.substring(host(key).length());
    String imagePath = image.substring(host(image).length());
    return host(key).equals(host(image)) && imagePath.startsWith(keyPath);
  }

  private static String host(String text) {
    int slash = text.indexOf('/');
    return slash < 0 ? text : text.substring(0, slash);
  }
}
