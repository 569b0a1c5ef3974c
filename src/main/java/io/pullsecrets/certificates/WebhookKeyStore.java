package io.pullsecrets.certificates;

import io.pullsecrets.configuration.InjectorConfiguration;
import io.quarkus.tls.runtime.KeyStoreAndKeyCertOptions;
import io.quarkus.tls.runtime.KeyStoreProvider;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Clock;
import java.util.Set;

/**
 * Gives the HTTPS server (TLS configuration {@code webhook}) its certificate: {@link
 * ServedCertificate}, whatever that will show. So a new certificate needs no change in the server.
 */
@Identifier("webhook")
@Singleton
final class WebhookKeyStore implements KeyStoreProvider {
  private final InjectorConfiguration configuration;
  private final ServedCertificate served;

  @Inject
  WebhookKeyStore(InjectorConfiguration configuration, ServedCertificate served) {
    this.configuration = configuration;
    this.served = served;
  }

  /**
   * Called before the server starts, which needs something to show.
   *
   * @throws io.quarkus.runtime.configuration.ConfigurationException if the configured files can't
   *     be served
   */
  @Override
  public KeyStoreAndKeyCertOptions getKeyStore(Vertx vertx) {
    served.show(
        configuration
            .tls()
            .map(files -> CertificateFiles.read(files.certificate(), files.key()))
            // A stopgap that nobody trusts, until the cluster has told what to serve.
            .orElseGet(
                () ->
                    CertificateMaker.make(Set.of("localhost"), Clock.systemUTC().instant())
                        .identity()));
    try {
      KeyStore unused = KeyStore.getInstance(KeyStore.getDefaultType());
      return new KeyStoreAndKeyCertOptions(unused, KeyCertOptions.wrap(served));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JVM has no key store: " + e.getMessage(), e);
    }
  }
}
