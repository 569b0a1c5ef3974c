package io.pullsecrets.certificates;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What one replica has to do about its own certificate, found from what it sees now.
 *
 * <p>The order in which a new certificate comes: it is stored as the next one, beside the current
 * one; then its CA is added to the bundle; when it has been there for a while, the next certificate
 * becomes the current one, and is served. The old CA leaves the bundle long after it has ended, and
 * the certificate it signed with it. So whatever a replica serves, be it late, the bundle has the
 * CA, and one whose clock is wrong takes none away that another one needs.
 *
 * @param serve what to serve from now on, if that is something else than before
 * @param bundles new CAs for webhooks, by their position in the configuration
 * @param change what to do with the Secret
 * @param ready whether the API server's calls succeed: what is served is valid, and trusted
 * @param obstacle what people have to fix
 * @param nextLook when time alone makes something due
 */
record CertificatePlan(
    Optional<OwnCertificate> serve,
    Map<Integer, List<X509Certificate>> bundles,
    Change change,
    boolean ready,
    Optional<Obstacle> obstacle,
    Instant nextLook) {

  /** How long a CA must have been in the bundle: time for every API server to have heard of it. */
  static final Duration SETTLING = Duration.ofMinutes(1);

  /** For as long may the clock that finds an end be wrong. An ended CA is of use to nobody. */
  static final Duration KEPT_AFTER_ITS_END = Duration.ofDays(400);

  /** What can be done with the Secret. */
  enum Change {
    NONE,
    /** A new certificate as the current one: there is none that could be kept. */
    MAKE_CURRENT,
    /** A new certificate as the next one. */
    MAKE_NEXT,
    /** The next one becomes the current one. */
    PROMOTE_NEXT
  }

  CertificatePlan {
    bundles = Map.copyOf(bundles);
  }

  /**
   * Decides.
   *
   * @param webhook empty if there is no webhook configuration
   * @param trustedSince since when this replica has seen each CA in all bundles
   * @param served what this replica serves; empty if only a stopgap that nobody trusts
   */
  static CertificatePlan of(
      Optional<WebhookTrust> webhook,
      StoredCertificates stored,
      Map<X509Certificate, Instant> trustedSince,
      Optional<OwnCertificate> served,
      Instant now) {
    if (webhook.isEmpty() || webhook.get().entries().isEmpty()) {
      return new CertificatePlan(
          Optional.empty(),
          Map.of(),
          Change.NONE,
          false,
          Optional.of(Obstacle.NO_WEBHOOK),
          Instant.MAX);
    }
    return new Look(webhook.get(), stored, trustedSince, served, now).plan();
  }

  private record Look(
      WebhookTrust webhook,
      StoredCertificates stored,
      Map<X509Certificate, Instant> trustedSince,
      Optional<OwnCertificate> served,
      Instant now) {

    CertificatePlan plan() {
      Optional<OwnCertificate> serve =
          stored.current().filter(it -> served.map(before -> mayReplace(it, before)).orElse(true));
      return new CertificatePlan(
          serve,
          webhook.filledByCertManager() || own().findAny().isEmpty() ? Map.of() : bundles(),
          change(),
          serve.or(() -> served).filter(this::succeeds).isPresent(),
          obstacle(),
          nextLook());
    }

    private Change change() {
      if (stored instanceof StoredCertificates.Foreign) {
        return Change.NONE;
      }
      if (stored.current().isEmpty()) {
        return Change.MAKE_CURRENT;
      }
      OwnCertificate current = stored.current().get();
      Optional<OwnCertificate> next = stored.next().filter(it -> it.serves(webhook.hosts(), now));
      if (next.isPresent()) {
        return mayFollow(next.get(), current) ? Change.PROMOTE_NEXT : Change.NONE;
      }
      return !current.serves(webhook.hosts(), now) || !now.isBefore(current.renewAt())
          ? Change.MAKE_NEXT
          : Change.NONE;
    }

    /** What ended long ago goes, what is ours comes, and the rest isn't ours to judge. */
    private Map<Integer, List<X509Certificate>> bundles() {
      Map<Integer, List<X509Certificate>> bundles = new TreeMap<>();
      for (int i = 0; i < webhook.entries().size(); i++) {
        List<X509Certificate> there = webhook.entries().get(i).bundle();
        Set<X509Certificate> wanted = new LinkedHashSet<>(there);
        Stream.concat(own(), served.stream()).map(OwnCertificate::authority).forEach(wanted::add);
        wanted.removeIf(each -> !now.isBefore(removal(each)));
        // An empty bundle stands for the cluster's usual CAs, which is no better than an ended one.
        if (!wanted.isEmpty() && !there.equals(List.copyOf(wanted))) {
          bundles.put(i, List.copyOf(wanted));
        }
      }
      return bundles;
    }

    private boolean mayReplace(OwnCertificate certificate, OwnCertificate before) {
      return !certificate.equals(before) && mayFollow(certificate, before);
    }

    /** Never something that an API server may not trust yet, in place of something that it does. */
    private boolean mayFollow(OwnCertificate certificate, OwnCertificate before) {
      Instant since = trustedSince.get(certificate.authority());
      return since != null
          && (!succeeds(before)
              || (!now.isBefore(since.plus(SETTLING)) && certificate.serves(webhook.hosts(), now)));
    }

    private boolean succeeds(OwnCertificate certificate) {
      return trustedSince.containsKey(certificate.authority())
          && certificate.serves(webhook.hosts(), now);
    }

    private Optional<Obstacle> obstacle() {
      if (stored instanceof StoredCertificates.Foreign) {
        return Optional.of(Obstacle.FOREIGN_SECRET);
      }
      return webhook.filledByCertManager() ? Optional.of(Obstacle.CERT_MANAGER) : Optional.empty();
    }

    private Instant nextLook() {
      List<Instant> dates = new ArrayList<>();
      stored.current().map(OwnCertificate::renewAt).ifPresent(dates::add);
      served.map(OwnCertificate::endsAt).ifPresent(dates::add);
      own().map(OwnCertificate::endsAt).forEach(dates::add);
      own()
          .map(each -> trustedSince.get(each.authority()))
          .filter(since -> since != null)
          .forEach(since -> dates.add(since.plus(SETTLING)));
      webhook.entries().stream()
          .flatMap(entry -> entry.bundle().stream())
          .forEach(each -> dates.add(removal(each)));
      return dates.stream().filter(now::isBefore).min(Instant::compareTo).orElse(Instant.MAX);
    }

    private Stream<OwnCertificate> own() {
      return Stream.concat(stored.current().stream(), stored.next().stream());
    }

    private static Instant removal(X509Certificate authority) {
      return authority.getNotAfter().toInstant().plus(KEPT_AFTER_ITS_END);
    }
  }
}
