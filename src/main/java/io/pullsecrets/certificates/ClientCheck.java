package io.pullsecrets.certificates;

import io.pullsecrets.configuration.InjectorConfiguration;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.TrustOptions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Has the HTTPS server demand a certificate of its clients, if it is configured which. Whoever
 * shows none doesn't get beyond the handshake.
 */
@Singleton
final class ClientCheck implements HttpServerOptionsCustomizer {
  private final InjectorConfiguration configuration;
  private final ServedCertificate served;

  @Inject
  ClientCheck(InjectorConfiguration configuration, ServedCertificate served) {
    this.configuration = configuration;
    this.served = served;
  }

  @Override
  public void customizeHttpsServer(HttpServerOptions options) {
    configuration
        .client()
        .ifPresent(
            client -> {
              options.setClientAuth(ClientAuth.REQUIRED);
              options.setTrustOptions(TrustOptions.wrap(certificates(client)));
            });
  }

  private ClientCertificates certificates(InjectorConfiguration.Client client) {
    try {
      Set<String> names =
          client.names().orElse(List.of()).stream().map(String::strip).collect(Collectors.toSet());
      return new ClientCertificates(client.ca(), names, served);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "Clients can't be known by '%s', which %s".formatted(client.ca(), e.getMessage()), e);
    }
  }
}
