package io.pullsecrets.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import io.pullsecrets.certificates.CertificatePlan.Change;
import io.pullsecrets.certificates.StoredCertificates.Foreign;
import io.pullsecrets.certificates.StoredCertificates.Missing;
import io.pullsecrets.certificates.StoredCertificates.Ours;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CertificatePlanTest {
  private static final String HOST = "pull-secret-injector.runai.svc";

  /** The days of a certificate's life; it is renewed on day 60 and ends on day 90. */
  private static final Instant DAY_0 = Instant.parse("2026-01-01T00:00:00Z");

  private static final Instant DAY_1 = day(1);
  private static final Instant DAY_61 = day(61);
  private static final Instant LONG_AGO = Instant.EPOCH;

  private static final OwnCertificate OLD = CertificateMaker.make(Set.of(HOST), DAY_0);
  private static final OwnCertificate NEW = CertificateMaker.make(Set.of(HOST), DAY_61);
  private static final OwnCertificate OF_ANOTHER_NAME =
      CertificateMaker.make(Set.of("other.runai.svc"), DAY_0);

  @Test
  void without_a_secret_one_is_made() {
    CertificatePlan plan = at(DAY_0).stored(new Missing()).plan();
    assertThat(plan.change()).isEqualTo(Change.MAKE_CURRENT);
    assertThat(plan.bundles()).isEmpty();
    assertThat(plan.ready()).isFalse();
  }

  @Test
  void a_certificate_that_nobody_trusts_yet_is_served_in_place_of_the_stopgap() {
    CertificatePlan plan = at(DAY_0).stored(ours(OLD)).plan();
    assertThat(plan.change()).isEqualTo(Change.NONE);
    assertThat(plan.serve()).contains(OLD);
    assertThat(plan.bundles()).isEqualTo(Map.of(0, List.of(OLD.authority())));
    assertThat(plan.ready()).as("before the bundle was seen with the CA").isFalse();
  }

  @Test
  void ready_when_it_is_served_and_trusted() {
    CertificatePlan plan =
        at(DAY_1).stored(ours(OLD)).bundle(OLD).trusted(LONG_AGO, OLD).served(OLD).plan();
    assertThat(plan)
        .isEqualTo(
            new CertificatePlan(
                Optional.empty(), Map.of(), Change.NONE, true, Optional.empty(), OLD.renewAt()));
  }

  @Test
  void a_replica_that_starts_serves_what_is_trusted_at_once() {
    CertificatePlan plan = at(DAY_1).stored(ours(OLD)).bundle(OLD).trusted(DAY_1, OLD).plan();
    assertThat(plan.serve()).contains(OLD);
    assertThat(plan.ready()).isTrue();
  }

  @Test
  void after_two_thirds_of_its_time_the_next_one_is_stored_beside_it() {
    At almost =
        at(OLD.renewAt().minusSeconds(1)).stored(ours(OLD)).bundle(OLD).trusted(LONG_AGO, OLD);
    assertThat(almost.served(OLD).plan().change()).isEqualTo(Change.NONE);
    assertThat(almost.served(OLD).plan().nextLook()).isEqualTo(OLD.renewAt());
    CertificatePlan plan =
        at(OLD.renewAt()).stored(ours(OLD)).bundle(OLD).trusted(LONG_AGO, OLD).served(OLD).plan();
    assertThat(plan.change()).isEqualTo(Change.MAKE_NEXT);
    assertThat(plan.serve()).isEmpty();
    assertThat(plan.ready()).isTrue();
    assertThat(Duration.between(DAY_0, OLD.renewAt())).isBetween(days(59), days(60));
  }

  @Test
  void the_bundle_gets_the_next_ca_beside_the_old_one() {
    CertificatePlan plan =
        at(DAY_61).stored(ours(OLD, NEW)).bundle(OLD).trusted(LONG_AGO, OLD).served(OLD).plan();
    assertThat(plan.bundles()).isEqualTo(Map.of(0, List.of(OLD.authority(), NEW.authority())));
    assertThat(plan.change()).isEqualTo(Change.NONE);
    assertThat(plan.ready()).isTrue();
  }

  @Test
  void the_next_one_waits_until_every_api_server_has_heard_of_its_ca() {
    At seen = at(DAY_61).stored(ours(OLD, NEW)).bundle(OLD, NEW).trusted(LONG_AGO, OLD);
    CertificatePlan early = seen.trusted(DAY_61, NEW).served(OLD).plan();
    assertThat(early.change()).isEqualTo(Change.NONE);
    assertThat(early.nextLook()).isEqualTo(DAY_61.plus(CertificatePlan.SETTLING));

    CertificatePlan late =
        seen.trusted(DAY_61.minus(CertificatePlan.SETTLING), NEW).served(OLD).plan();
    assertThat(late.change()).isEqualTo(Change.PROMOTE_NEXT);
    assertThat(late.serve()).as("served when it is stored as the current one").isEmpty();
  }

  /** Another replica's clock has made it; by this one, API servers refuse it as not yet valid. */
  @Test
  void what_is_not_valid_yet_takes_the_place_of_nothing_that_is() {
    OwnCertificate early = CertificateMaker.make(Set.of(HOST), DAY_61.plus(days(3)));
    At promoted =
        at(DAY_61)
            .stored(ours(early))
            .bundle(OLD, early)
            .trusted(LONG_AGO, OLD)
            .trusted(LONG_AGO, early)
            .served(OLD);
    assertThat(promoted.plan().serve()).isEmpty();
    assertThat(promoted.plan().ready()).isTrue();
  }

  @Test
  void a_promoted_certificate_is_served_by_a_replica_that_has_seen_its_ca_for_long_enough() {
    At promoted = at(DAY_61).stored(ours(NEW)).bundle(OLD, NEW).trusted(LONG_AGO, OLD).served(OLD);
    assertThat(promoted.plan().serve()).as("its CA not seen yet").isEmpty();
    assertThat(promoted.trusted(DAY_61, NEW).plan().serve()).as("just seen").isEmpty();
    CertificatePlan plan = promoted.trusted(DAY_61.minus(CertificatePlan.SETTLING), NEW).plan();
    assertThat(plan.serve()).contains(NEW);
    assertThat(plan.ready()).isTrue();
    assertThat(plan.bundles()).as("the old CA stays: another replica may be late").isEmpty();
  }

  @Test
  void the_old_ca_leaves_the_bundle_long_after_it_has_ended() {
    Instant removal = OLD.endsAt().plus(CertificatePlan.KEPT_AFTER_ITS_END);
    OwnCertificate later = CertificateMaker.make(Set.of(HOST), removal.minus(days(1)));
    At served =
        at(removal.minusSeconds(1))
            .stored(ours(later))
            .bundle(OLD, later)
            .trusted(LONG_AGO, OLD, later)
            .served(later);
    assertThat(served.plan().bundles()).isEmpty();
    assertThat(served.plan().nextLook()).isEqualTo(removal);
    assertThat(served.at(removal).plan().bundles())
        .isEqualTo(Map.of(0, List.of(later.authority())));
  }

  @Test
  void a_replica_whose_clock_is_ahead_takes_away_no_ca_that_another_one_needs() {
    At ahead = at(day(100)).bundle(OLD).trusted(LONG_AGO, OLD).served(OLD);
    assertThat(ahead.stored(ours(OLD)).plan().bundles()).isEmpty();
    OwnCertificate made = CertificateMaker.make(Set.of(HOST), day(100));
    assertThat(ahead.stored(ours(OLD, made)).plan().bundles())
        .isEqualTo(Map.of(0, List.of(OLD.authority(), made.authority())));
  }

  @Test
  void what_is_served_has_its_ca_in_the_bundle_whatever_is_stored() {
    At alone = at(DAY_61).stored(ours(NEW)).bundle(NEW).trusted(LONG_AGO, NEW).served(OLD);
    assertThat(alone.plan().bundles())
        .isEqualTo(Map.of(0, List.of(NEW.authority(), OLD.authority())));
  }

  @Test
  void a_certificate_that_has_ended_is_followed_without_a_wait() {
    At ended = at(day(91)).bundle(NEW).trusted(day(91), NEW).served(OLD);
    assertThat(ended.stored(ours(OLD)).plan().change()).isEqualTo(Change.MAKE_NEXT);
    assertThat(ended.stored(ours(OLD)).plan().ready()).isFalse();
    assertThat(ended.stored(ours(OLD, NEW)).plan().change()).isEqualTo(Change.PROMOTE_NEXT);
    assertThat(ended.stored(ours(NEW)).plan().serve()).contains(NEW);
    assertThat(ended.stored(ours(NEW)).plan().ready()).isTrue();
  }

  @Test
  void a_next_one_that_has_ended_is_made_anew() {
    CertificatePlan plan =
        at(day(61 + 91)).stored(ours(OLD, NEW)).bundle(OLD, NEW).trusted(LONG_AGO, NEW).plan();
    assertThat(plan.change()).isEqualTo(Change.MAKE_NEXT);
  }

  @Test
  void another_name_of_the_service_asks_for_another_certificate() {
    CertificatePlan plan =
        at(DAY_1).stored(ours(OF_ANOTHER_NAME)).bundle(OF_ANOTHER_NAME).trusted(DAY_1, OLD).plan();
    assertThat(plan.change()).isEqualTo(Change.MAKE_NEXT);
    assertThat(plan.ready()).isFalse();
  }

  @Test
  void a_secret_of_ours_that_cant_be_read_is_made_anew() {
    StoredCertificates damaged = new Ours(Optional.empty(), Optional.empty());
    CertificatePlan plan = at(DAY_1).stored(damaged).bundle(OLD).served(OLD).plan();
    assertThat(plan.change()).isEqualTo(Change.MAKE_CURRENT);
    assertThat(plan.serve()).isEmpty();
  }

  @Test
  void after_the_secret_was_made_anew_the_old_certificate_is_served_until_the_new_is_trusted() {
    At deleted = at(DAY_1).stored(ours(NEW)).bundle(OLD).trusted(LONG_AGO, OLD).served(OLD);
    OwnCertificate anew = CertificateMaker.make(Set.of(HOST), DAY_1);
    CertificatePlan plan = deleted.stored(ours(anew)).plan();
    assertThat(plan.serve()).isEmpty();
    assertThat(plan.ready()).isTrue();
    assertThat(plan.bundles()).isEqualTo(Map.of(0, List.of(OLD.authority(), anew.authority())));
  }

  @Test
  void somebody_elses_secret_is_left_alone_and_told() {
    CertificatePlan plan =
        at(OLD.endsAt()).stored(new Foreign()).bundle(OLD).trusted(LONG_AGO, OLD).plan();
    assertThat(plan.change()).isEqualTo(Change.NONE);
    assertThat(plan.bundles()).isEmpty();
    assertThat(plan.obstacle()).contains(Obstacle.FOREIGN_SECRET);
    assertThat(plan.ready()).isFalse();
  }

  @Test
  void while_cert_manager_writes_the_bundle_we_dont() {
    CertificatePlan plan = at(DAY_1).stored(ours(OLD)).filledByCertManager().plan();
    assertThat(plan.bundles()).isEmpty();
    assertThat(plan.obstacle()).contains(Obstacle.CERT_MANAGER);
  }

  @Test
  void without_a_webhook_nothing_is_made() {
    for (Optional<WebhookTrust> none :
        List.of(Optional.<WebhookTrust>empty(), Optional.of(new WebhookTrust(List.of(), false)))) {
      CertificatePlan plan =
          CertificatePlan.of(none, new Missing(), Map.of(), Optional.empty(), DAY_0);
      assertThat(plan.change()).isEqualTo(Change.NONE);
      assertThat(plan.obstacle()).contains(Obstacle.NO_WEBHOOK);
      assertThat(plan.ready()).isFalse();
    }
  }

  @Test
  void cas_that_others_put_into_the_bundle_stay_until_they_end() {
    List<X509Certificate> with = List.of(OF_ANOTHER_NAME.authority(), OLD.authority());
    At foreign = at(DAY_1).stored(ours(OLD)).bundle(OF_ANOTHER_NAME);
    assertThat(foreign.plan().bundles()).isEqualTo(Map.of(0, with));
  }

  @Test
  void every_webhook_of_the_configuration_must_hold_the_ca() {
    WebhookTrust two =
        new WebhookTrust(
            List.of(
                new WebhookTrust.Entry(HOST, List.of(OLD.authority())),
                new WebhookTrust.Entry(HOST, List.of())),
            false);
    assertThat(two.authorities()).isEmpty();
    assertThat(
            CertificatePlan.of(Optional.of(two), ours(OLD), Map.of(), Optional.of(OLD), DAY_1)
                .bundles())
        .isEqualTo(Map.of(1, List.of(OLD.authority())));
  }

  private static Ours ours(OwnCertificate current) {
    return new Ours(Optional.of(current), Optional.empty());
  }

  private static Ours ours(OwnCertificate current, OwnCertificate next) {
    return new Ours(Optional.of(current), Optional.of(next));
  }

  private static Instant day(int number) {
    return DAY_0.plus(days(number));
  }

  private static Duration days(int number) {
    return Duration.ofDays(number);
  }

  private static At at(Instant now) {
    return new At(now, new Missing(), List.of(), false, Map.of(), Optional.empty());
  }

  /** What a replica sees at a time. */
  private record At(
      Instant now,
      StoredCertificates stored,
      List<X509Certificate> bundle,
      boolean certManager,
      Map<X509Certificate, Instant> trustedSince,
      Optional<OwnCertificate> served) {

    At at(Instant other) {
      return new At(other, stored, bundle, certManager, trustedSince, served);
    }

    At stored(StoredCertificates other) {
      return new At(now, other, bundle, certManager, trustedSince, served);
    }

    At bundle(OwnCertificate... of) {
      List<X509Certificate> cas = Stream.of(of).map(OwnCertificate::authority).toList();
      return new At(now, stored, cas, certManager, trustedSince, served);
    }

    At filledByCertManager() {
      return new At(now, stored, bundle, true, trustedSince, served);
    }

    At trusted(Instant since, OwnCertificate... whose) {
      Map<X509Certificate, Instant> all =
          Stream.of(whose).collect(Collectors.toMap(OwnCertificate::authority, each -> since));
      trustedSince.forEach(all::putIfAbsent);
      return new At(now, stored, bundle, certManager, all, served);
    }

    At served(OwnCertificate certificate) {
      return new At(now, stored, bundle, certManager, trustedSince, Optional.of(certificate));
    }

    CertificatePlan plan() {
      WebhookTrust trust =
          new WebhookTrust(List.of(new WebhookTrust.Entry(HOST, bundle)), certManager);
      return CertificatePlan.of(Optional.of(trust), stored, trustedSince, served, now);
    }
  }
}
