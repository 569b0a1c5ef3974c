package io.pullsecrets.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import io.pullsecrets.certificates.StoredCertificates.Missing;
import io.pullsecrets.certificates.StoredCertificates.Ours;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Replicas and API servers that hear of everything late, and each at another time. */
class ReplicasPropertiesTest {
  private static final String HOST = "pull-secret-injector.runai.svc";

  /** No watch is later than this, or the next certificate couldn't wait for it. */
  private static final Duration LATEST = CertificatePlan.SETTLING;

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private StoredCertificates stored = new Missing();
  private int storedVersion;
  private List<X509Certificate> bundle = List.of();
  private int bundleVersion;

  @Property(tries = 60, seed = "4711")
  void whatever_a_ready_replica_serves_each_api_server_trusts(@ForAll long seed) {
    Random random = new Random(seed);
    List<Replica> replicas = List.of(new Replica(), new Replica(), new Replica());
    List<ApiServer> apiServers = List.of(new ApiServer(), new ApiServer());
    Set<OwnCertificate> served = new HashSet<>();
    for (int step = 0; step < 2000; step++) {
      // Mostly moments, and now and then days in which all is quiet.
      if (random.nextInt(50) == 0) {
        settle(replicas, apiServers);
        now = now.plus(Duration.ofHours(random.nextInt(24 * 9)));
      } else {
        now = now.plusSeconds(random.nextInt(15));
      }
      Replica replica = replicas.get(random.nextInt(replicas.size()));
      switch (random.nextInt(8)) {
        case 0 -> replica.hearOfSecret();
        case 1 -> replica.hearOfBundle();
        case 2 -> apiServers.get(random.nextInt(apiServers.size())).hear();
        case 3 -> {
          if (random.nextInt(20) == 0) {
            replica.restart();
          }
        }
        case 4 -> {
          if (random.nextInt(60) == 0) {
            stored = new Missing();
            storedVersion++;
          }
        }
        default -> replica.look();
      }
      replicas.forEach(Replica::hearInTime);
      apiServers.forEach(ApiServer::hearInTime);
      for (Replica each : replicas) {
        each.served.ifPresent(served::add);
        for (ApiServer apiServer : apiServers) {
          if (each.everReady) {
            assertThat(apiServer.trusted)
                .as("step %d", step)
                .contains(each.served.orElseThrow().authority());
            assertThat(each.served.orElseThrow().serves(Set.of(HOST), now)).isTrue();
          }
        }
      }
    }
    assertThat(served).as("they were renewed").hasSizeGreaterThan(1);
    settle(replicas, apiServers);
    assertThat(bundle)
        .as("old CAs went")
        .allMatch(
            each ->
                each.getNotAfter()
                    .toInstant()
                    .plus(CertificatePlan.KEPT_AFTER_ITS_END)
                    .isAfter(now.minus(LATEST)));
  }

  @Property(tries = 60, seed = "4711")
  void a_replica_whose_clock_is_far_off_breaks_no_other(
      @ForAll long seed, @ForAll @IntRange(min = -200, max = 200) int daysAhead) {
    Random random = new Random(seed);
    Replica right = new Replica();
    ApiServer apiServer = new ApiServer();
    settle(List.of(right), List.of(apiServer));
    settle(List.of(right), List.of(apiServer));
    assertThat(right.everReady).isTrue();
    Replica wrong = new Replica();
    wrong.ahead = Duration.ofDays(daysAhead);
    for (int step = 0; step < 500; step++) {
      now = now.plusSeconds(random.nextInt(15));
      Replica replica = random.nextBoolean() ? right : wrong;
      switch (random.nextInt(4)) {
        case 0 -> replica.hearOfSecret();
        case 1 -> replica.hearOfBundle();
        case 2 -> apiServer.hear();
        default -> replica.look();
      }
      assertThat(apiServer.trusted)
          .as("step %d", step)
          .contains(right.served.orElseThrow().authority());
    }
  }

  /** Time enough for everybody to hear of all and do what there is to do. */
  private void settle(List<Replica> replicas, List<ApiServer> apiServers) {
    for (int round = 0; round < 4; round++) {
      for (Replica replica : replicas) {
        replica.hearOfSecret();
        replica.hearOfBundle();
        replica.look();
      }
      apiServers.forEach(ApiServer::hear);
      now = now.plus(CertificatePlan.SETTLING);
    }
  }

  private final class ApiServer {
    private List<X509Certificate> trusted = List.of();
    private int version;
    private Instant late = now;

    void hear() {
      trusted = bundle;
      version = bundleVersion;
      late = now;
    }

    void hearInTime() {
      if (version == bundleVersion) {
        late = now;
      } else if (Duration.between(late, now).compareTo(LATEST.dividedBy(2)) > 0) {
        hear();
      }
    }
  }

  private final class Replica {
    private StoredCertificates seenSecret = stored;
    private int seenSecretVersion = storedVersion;
    private List<X509Certificate> seenBundle = bundle;
    private int seenBundleVersion = bundleVersion;
    private Map<X509Certificate, Instant> trustedSince = new HashMap<>();
    private Optional<OwnCertificate> served = Optional.empty();
    private boolean everReady;
    private Duration ahead = Duration.ZERO;
    private Instant late = now;

    void hearOfSecret() {
      seenSecret = stored;
      seenSecretVersion = storedVersion;
    }

    void hearOfBundle() {
      seenBundle = bundle;
      seenBundleVersion = bundleVersion;
    }

    void hearInTime() {
      if (seenSecretVersion == storedVersion && seenBundleVersion == bundleVersion) {
        late = now;
      } else if (Duration.between(late, now).compareTo(LATEST) > 0) {
        hearOfSecret();
        hearOfBundle();
        look();
      }
    }

    void restart() {
      served = Optional.empty();
      trustedSince = new HashMap<>();
      everReady = false;
      hearOfSecret();
      hearOfBundle();
    }

    void look() {
      trustedSince.keySet().retainAll(seenBundle);
      seenBundle.forEach(each -> trustedSince.putIfAbsent(each, clock()));
      WebhookTrust trust =
          new WebhookTrust(List.of(new WebhookTrust.Entry(HOST, seenBundle)), false);
      CertificatePlan plan =
          CertificatePlan.of(Optional.of(trust), seenSecret, trustedSince, served, clock());
      served = plan.serve().or(() -> served);
      everReady |= plan.ready() && apiServersHaveHeard();
      if (!plan.bundles().isEmpty() && seenBundleVersion == bundleVersion) {
        bundle = new ArrayList<>(plan.bundles().getOrDefault(0, List.of()));
        bundleVersion++;
      }
      if (seenSecretVersion == storedVersion) {
        write(plan.change());
      }
    }

    /** Right after the first installation a replica can be ready before they have. */
    private boolean apiServersHaveHeard() {
      Instant since = trustedSince.get(served.orElseThrow().authority());
      return since != null && !clock().isBefore(since.plus(LATEST));
    }

    private void write(CertificatePlan.Change change) {
      switch (change) {
        case NONE -> {
          return;
        }
        case MAKE_CURRENT -> stored = new Ours(Optional.of(made()), Optional.empty());
        case MAKE_NEXT -> stored = new Ours(stored.current(), Optional.of(made()));
        case PROMOTE_NEXT -> stored = new Ours(stored.next(), Optional.empty());
      }
      storedVersion++;
    }

    private OwnCertificate made() {
      return CertificateMaker.make(Set.of(HOST), clock());
    }

    private Instant clock() {
      return now.plus(ahead);
    }
  }
}
