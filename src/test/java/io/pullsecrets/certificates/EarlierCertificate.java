package io.pullsecrets.certificates;

import io.fabric8.kubernetes.api.model.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** A certificate of the injector's own that was made some time ago. */
public final class EarlierCertificate {
  private static final Set<String> HOSTS = Set.of("pull-secret-injector.runai.svc");

  private EarlierCertificate() {}

  /** The Secret with it, as the injector keeps it. */
  public static Secret secret(String namespace, Duration age) {
    return CertificateSecret.create(
        namespace, CertificateMaker.make(HOSTS, Instant.now().minus(age)));
  }

  /** A CA that signed nothing that anybody serves, in PEM. */
  public static String authority() {
    return Pem.write(List.of(CertificateMaker.make(HOSTS, Instant.now()).authority()));
  }
}
