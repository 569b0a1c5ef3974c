package io.pullsecrets.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pullsecrets.image.ImageReference;
import io.pullsecrets.image.InvalidImageReferenceException;
import java.util.List;
import java.util.Map;

/** Secrets and images for tests. */
final class Secrets {

  private Secrets() {}

  static PullSecret dockerConfigJson(String name, String json) {
    return read(name, SecretType.DOCKER_CONFIG_JSON, json);
  }

  static PullSecret dockerCfg(String name, String json) {
    return read(name, SecretType.DOCKER_CFG, json);
  }

  static PullSecret read(String name, SecretType type, String json) {
    return PullSecret.read(
        "team", name, type.typeName(), Map.of(type.dataKey(), json.getBytes(UTF_8)));
  }

  /** A Secret with one entry, which holds a credential, for each key. */
  static PullSecret withKeys(String name, String... keys) {
    StringBuilder auths = new StringBuilder();
    for (String key : keys) {
      auths
          .append(auths.isEmpty() ? "" : ",")
          .append('"')
          .append(key)
          .append("\":{\"auth\":\"dTpw\"}");
    }
    return dockerConfigJson(name, "{\"auths\":{" + auths + "}}");
  }

  static ImageReference image(String reference) {
    try {
      return ImageReference.parse(reference);
    } catch (InvalidImageReferenceException e) {
      throw new AssertionError(e);
    }
  }

  static List<String> codes(PullSecret secret) {
    return secret.findings().stream().map(finding -> finding.code().code()).toList();
  }
}
