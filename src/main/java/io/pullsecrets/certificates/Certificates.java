package io.pullsecrets.certificates;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.pullsecrets.configuration.InjectorConfiguration;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Looks after the serving certificate in the way that is configured. Not ready until the API
 * server's calls can succeed, as far as can be seen from here.
 */
@Readiness
@Singleton
final class Certificates implements HealthCheck {
  private final CertificateSource source;

  @Inject
  Certificates(
      KubernetesClient client, InjectorConfiguration configuration, ServedCertificate served) {
    Clock clock = Clock.systemUTC();
    source =
        configuration
            .tls()
            .<CertificateSource>map(
                files -> new CertificateFiles(files.certificate(), files.key(), served, clock))
            .orElseGet(
                () ->
                    new OwnCertificates(
                        client,
                        configuration.namespace(),
                        configuration.webhookConfiguration(),
                        served,
                        clock,
                        OwnCertificates.BETWEEN_BUNDLES));
  }

  void start(@Observes StartupEvent event) {
    source.start();
  }

  void stop(@Observes ShutdownEvent event) {
    source.close();
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response = HealthCheckResponse.named("certificate trusted").up();
    source.unready().ifPresent(reason -> response.down().withData("reason", reason));
    return response.build();
  }
}
