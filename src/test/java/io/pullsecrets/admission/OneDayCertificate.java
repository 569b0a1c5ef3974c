package io.pullsecrets.admission;

import io.pullsecrets.ServingCertificate;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives the server under test a certificate. */
public final class OneDayCertificate implements QuarkusTestResourceLifecycleManager {
  private @Nullable ServingCertificate certificate;

  @Override
  public Map<String, String> start() {
    try {
      ServingCertificate made = ServingCertificate.make();
      certificate = made;
      return Map.of(
          "pull-secret-injector.tls.certificate", made.certificateFile().toString(),
          "pull-secret-injector.tls.key", made.keyFile().toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    if (certificate != null) {
      try {
        certificate.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
