package io.pullsecrets;

import io.pullsecrets.registry.PullSecret;
import io.pullsecrets.registry.SecretType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** Made-up pull secrets for tests. */
public final class PullSecrets {
  public static final String NAMESPACE = "demo";

  private PullSecrets() {}

  /** A dockerconfigjson Secret with a credential under each key. */
  public static PullSecret withKeys(String name, String... keys) {
    return withConfig(
        name,
        Arrays.stream(keys)
            .map(key -> "\"" + key + "\":{\"username\":\"u\",\"password\":\"p\"}")
            .collect(Collectors.joining(",", "{\"auths\":{", "}}")));
  }

  /** A dockerconfigjson Secret with this content. */
  public static PullSecret withConfig(String name, String config) {
    return PullSecret.read(
        NAMESPACE,
        name,
        SecretType.DOCKER_CONFIG_JSON.typeName(),
        Map.of(SecretType.DOCKER_CONFIG_JSON.dataKey(), config.getBytes(StandardCharsets.UTF_8)));
  }

  /** A Secret that the kubelet can't decode. */
  public static PullSecret undecodable(String name) {
    return withConfig(name, "{\"auths\":{\"nvcr.io\":{\"auth\":\"!!\"}}}");
  }
}
