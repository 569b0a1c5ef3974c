package io.pullsecrets.certificates;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A serving certificate that the product made, and the CA that signed it and nothing else.
 *
 * @param authority the CA, whose key is gone
 * @param identity the serving certificate and its key
 */
record OwnCertificate(X509Certificate authority, ServerIdentity identity) {
  OwnCertificate {
    Objects.requireNonNull(authority, "authority");
    Objects.requireNonNull(identity, "identity");
  }

  /** When a new one has to be made: after two thirds of its time. */
  Instant renewAt() {
    Instant begin = identity.certificate().getNotBefore().toInstant();
    return begin.plus(Duration.between(begin, endsAt()).multipliedBy(2).dividedBy(3));
  }

  Instant endsAt() {
    return identity.endsAt();
  }

  /** Whether a client that asks for one of these hosts accepts it at this time. */
  boolean serves(Set<String> hosts, Instant now) {
    return identity.isValidAt(now) && hosts().containsAll(hosts);
  }

  private Set<String> hosts() {
    Set<String> hosts = new HashSet<>();
    try {
      Collection<List<?>> names = identity.certificate().getSubjectAlternativeNames();
      if (names != null) {
        names.forEach(name -> hosts.add(String.valueOf(name.get(1))));
      }
    } catch (CertificateParsingException e) {
      return Set.of(); // it serves nobody
    }
    return hosts;
  }

  /** Two are the same if they have the same serving certificate, which has its serial number. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof OwnCertificate it
        && identity.certificate().equals(it.identity.certificate());
  }

  @Override
  public int hashCode() {
    return identity.certificate().hashCode();
  }

  @Override
  public String toString() {
    return identity.toString();
  }
}
