package io.pullsecrets.registry;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The types of Secret that the kubelet reads registry credentials from. It ignores Secrets of any
 * other type.
 */
public enum SecretType {
  /** A docker {@code config.json}: registries under {@code auths}. */
  DOCKER_CONFIG_JSON("kubernetes.io/dockerconfigjson", ".dockerconfigjson"),
  /** The older {@code .dockercfg}: the map of registries alone. */
  DOCKER_CFG("kubernetes.io/dockercfg", ".dockercfg");

  private final String typeName;
  private final String dataKey;

  SecretType(String typeName, String dataKey) {
    this.typeName = typeName;
    this.dataKey = dataKey;
  }

  /** The type of that name, which must be exact; empty for any other Secret. */
  public static Optional<SecretType> of(@Nullable String typeName) {
    for (SecretType type : values()) {
      if (type.typeName.equals(typeName)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** The value of the Secret's {@code type} field. */
  public String typeName() {
    return typeName;
  }

  /** The only data key that the kubelet looks at in a Secret of this type. */
  public String dataKey() {
    return dataKey;
  }
}
