package io.pullsecrets.certificates;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the certificates lie in their Secret: the current one under the usual keys of a TLS Secret,
 * the next one under keys that begin with {@code next}.
 */
final class CertificateSecret {
  static final String NAME = "pull-secret-injector-tls";

  /**
   * What makes the Secret ours. Not {@code app.kubernetes.io/managed-by}: by that one people find
   * the copies of their pull secrets.
   */
  static final String LABEL = "pull-secret-injector/certificate";

  static final String LABEL_VALUE = "own";

  private static final String TYPE = "kubernetes.io/tls";

  private CertificateSecret() {}

  static StoredCertificates read(@Nullable Secret secret) {
    if (secret == null) {
      return new StoredCertificates.Missing();
    }
    Map<String, String> labels =
        Objects.requireNonNullElse(secret.getMetadata().getLabels(), Map.of());
    if (!LABEL_VALUE.equals(labels.get(LABEL))) {
      return new StoredCertificates.Foreign();
    }
    Map<String, String> data = Objects.requireNonNullElse(secret.getData(), Map.of());
    return new StoredCertificates.Ours(Keys.CURRENT.read(data), Keys.NEXT.read(data));
  }

  static Secret create(String namespace, OwnCertificate current) {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(NAME)
        .addToLabels("app.kubernetes.io/name", "pull-secret-injector")
        .addToLabels(LABEL, LABEL_VALUE)
        .endMetadata()
        .withType(TYPE)
        .withData(data(current, Optional.empty()))
        .build();
  }

  /** The same Secret, in the version that was seen, with other content. */
  static Secret update(Secret seen, OwnCertificate current, Optional<OwnCertificate> next) {
    return new SecretBuilder(seen).withData(data(current, next)).build();
  }

  private static Map<String, String> data(OwnCertificate current, Optional<OwnCertificate> next) {
    Map<String, String> data = new LinkedHashMap<>(Keys.CURRENT.write(current));
    next.ifPresent(it -> data.putAll(Keys.NEXT.write(it)));
    return data;
  }

  /** Where one certificate lies. */
  private record Keys(String certificate, String key, String authority) {
    static final Keys CURRENT = new Keys("tls.crt", "tls.key", "ca.crt");
    static final Keys NEXT = new Keys("next.crt", "next.key", "next-ca.crt");

    /** Empty if something is missing or can't be read. */
    Optional<OwnCertificate> read(Map<String, String> data) {
      try {
        return Optional.of(
            new OwnCertificate(
                Pem.certificates(text(data, authority)).get(0),
                new ServerIdentity(
                    Pem.certificates(text(data, certificate)), Pem.key(text(data, key)))));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }

    Map<String, String> write(OwnCertificate made) {
      return Map.of(
          certificate, base64(Pem.write(made.identity().chain())),
          key, base64(Pem.write(made.identity().key())),
          authority, base64(Pem.write(List.of(made.authority()))));
    }

    private static String text(Map<String, String> data, String key) {
      return new String(
          Base64.getDecoder().decode(data.getOrDefault(key, "")), StandardCharsets.UTF_8);
    }

    private static String base64(String text) {
      return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
