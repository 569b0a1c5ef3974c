package io.pullsecrets.certificates;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;

/** When the served certificate ends: all that other rooms learn of it. */
@Singleton
public final class CertificateExpiry {
  private final ServedCertificate served;

  @Inject
  CertificateExpiry(ServedCertificate served) {
    this.served = served;
  }

  /** When what is served now ends to be valid; empty while nothing is served. */
  public Optional<Instant> ofServed() {
    return served.identity().map(ServerIdentity::endsAt);
  }
}
