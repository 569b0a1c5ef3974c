package io.pullsecrets.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.pullsecrets.certificates.StoredCertificates.Foreign;
import io.pullsecrets.index.FaultyApi;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.awaitility.core.ThrowingRunnable;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replicas beside an in-memory Kubernetes API. */
class OwnCertificatesTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final FaultyApi api = new FaultyApi();
  private final TestCluster cluster = new TestCluster(api.admin());
  private final MovableClock clock = new MovableClock(START);
  private final List<Replica> replicas = new ArrayList<>();
  private final CapturedLog log = new CapturedLog();

  @BeforeEach
  void capture() {
    log.begin();
  }

  @AfterEach
  void stop() {
    replicas.forEach(Replica::close);
    api.close();
    log.end();
    assertThat(log.lines).noneMatch(line -> line.contains("PRIVATE") || line.contains("BEGIN"));
  }

  @Test
  void replicas_that_start_together_agree_on_one_certificate_and_have_it_trusted() {
    cluster.put(webhook(Map.of()));
    Replica one = start();
    Replica two = start();
    eventually(() -> assertThat(ready(one, two)).isTrue());
    assertThat(one.served()).isEqualTo(two.served());
    assertThat(cluster.bundle()).containsExactly(current().authority());
    Secret secret = Objects.requireNonNull(cluster.secret());
    assertThat(secret.getType()).isEqualTo("kubernetes.io/tls");
    assertThat(secret.getData()).containsOnlyKeys("tls.crt", "tls.key", "ca.crt");
    assertThat(secret.getMetadata().getLabels())
        .containsEntry("pull-secret-injector/certificate", "own")
        .as("not mistaken for a copy")
        .doesNotContainKey("app.kubernetes.io/managed-by");
  }

  @Test
  void not_ready_without_a_webhook_configuration_but_as_soon_as_it_comes() {
    Replica replica = start();
    eventually(() -> assertThat(replica.unready()).contains("apply it"));
    assertThat(cluster.secret()).isNull();
    cluster.put(webhook(Map.of()));
    eventually(() -> assertThat(ready(replica)).isTrue());
  }

  @Test
  void a_certificate_is_renewed_in_time_and_the_old_ca_goes_long_after_its_end() {
    cluster.put(webhook(Map.of()));
    Replica one = start();
    Replica two = start();
    eventually(() -> assertThat(ready(one, two)).isTrue());
    OwnCertificate old = current();

    clock.set(old.renewAt());
    replicas.forEach(Replica::look);
    eventually(() -> assertThat(cluster.bundle()).hasSize(2).contains(old.authority()));
    assertThat(current()).as("the next one waits").isEqualTo(old);

    // What a replica sees first now has settled a minute later.
    eventually(
        () -> {
          clock.forward(CertificatePlan.SETTLING);
          replicas.forEach(Replica::look);
          assertThat(one.served()).isNotEqualTo(old.identity().certificate());
          assertThat(two.served()).isEqualTo(one.served());
        });
    assertThat(current().identity().certificate()).isEqualTo(one.served());
    assertThat(ready(one, two)).isTrue();
    assertThat(cluster.bundle()).hasSize(2);

    clock.set(old.endsAt());
    replicas.forEach(Replica::look);
    assertThat(cluster.bundle()).hasSize(2);
    assertThat(ready(one, two)).isTrue();

    clock.set(old.endsAt().plus(CertificatePlan.KEPT_AFTER_ITS_END));
    replicas.forEach(Replica::look);
    eventually(() -> assertThat(cluster.bundle()).isNotEmpty().doesNotContain(old.authority()));
  }

  @Test
  void a_bundle_that_was_emptied_is_filled_again() {
    cluster.put(webhook(Map.of()));
    Replica replica = start();
    eventually(() -> assertThat(ready(replica)).isTrue());
    api.admin()
        .admissionRegistration()
        .v1()
        .mutatingWebhookConfigurations()
        .withName(TestCluster.WEBHOOK)
        .patch(
            PatchContext.of(PatchType.JSON),
            "[{\"op\":\"remove\",\"path\":\"/webhooks/0/clientConfig/caBundle\"}]");
    eventually(() -> assertThat(cluster.bundle()).containsExactly(current().authority()));
    eventually(() -> assertThat(ready(replica)).isTrue());
  }

  @Test
  void after_the_secret_was_deleted_the_old_certificate_is_served_until_the_new_is_trusted() {
    cluster.put(webhook(Map.of()));
    Replica replica = start();
    eventually(() -> assertThat(ready(replica)).isTrue());
    X509Certificate old = replica.served();
    api.admin()
        .secrets()
        .inNamespace(TestCluster.NAMESPACE)
        .withName(CertificateSecret.NAME)
        .delete();
    eventually(() -> assertThat(cluster.bundle()).hasSize(2));
    assertThat(replica.served()).isEqualTo(old);
    assertThat(ready(replica)).isTrue();
    eventually(
        () -> {
          clock.forward(CertificatePlan.SETTLING);
          replica.look();
          assertThat(replica.served()).isEqualTo(current().identity().certificate());
        });
  }

  @Test
  void a_secret_of_ours_with_unreadable_content_is_made_anew() {
    cluster.put(webhook(Map.of()));
    Secret damaged =
        CertificateSecret.create(
            TestCluster.NAMESPACE, CertificateMaker.make(Set.of("localhost"), clock.instant()));
    damaged.getData().put("tls.key", "bm8ga2V5");
    api.admin().resource(damaged).create();
    Replica replica = start();
    eventually(() -> assertThat(ready(replica)).isTrue());
  }

  @Test
  void somebody_elses_secret_is_never_written_and_the_log_says_what_to_do() {
    cluster.put(webhook(Map.of()));
    api.admin()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(TestCluster.NAMESPACE)
                .withName(CertificateSecret.NAME)
                .addToLabels("app.kubernetes.io/managed-by", "pull-secret-injector")
                .endMetadata()
                .withType("kubernetes.io/tls")
                .addToData("tls.crt", "bWluZQ==")
                .addToData("tls.key", "bWluZQ==")
                .build())
        .create();
    Secret before = Objects.requireNonNull(cluster.secret());
    Replica replica = start();
    eventually(
        () ->
            assertThat(log.lines)
                .anyMatch(
                    line ->
                        line.contains("Secret runai/pull-secret-injector-tls was not made by")
                            && line.contains("delete it")
                            && line.contains("pull-secret-injector.tls.certificate")));
    assertThat(replica.unready()).contains("was not made by the injector");
    clock.forward(Duration.ofDays(365));
    replica.look();
    assertThat(cluster.stored()).isInstanceOf(Foreign.class);
    assertThat(cluster.secret()).isEqualTo(before);
    assertThat(cluster.bundle()).isEmpty();

    api.admin().resource(before).delete();
    eventually(() -> assertThat(ready(replica)).isTrue());
  }

  @Test
  void with_cert_managers_annotation_the_bundle_is_left_to_it() {
    cluster.put(webhook(Map.of("cert-manager.io/inject-ca-from", "runai/x")));
    Replica replica = start();
    eventually(() -> assertThat(replica.unready()).contains("cert-manager writes the caBundle"));
    eventually(() -> assertThat(cluster.secret()).isNotNull());
    assertThat(cluster.bundle()).isEmpty();
  }

  @Test
  void while_the_api_server_is_away_replicas_go_on_and_then_catch_up() {
    cluster.put(webhook(Map.of()));
    Replica replica = start();
    eventually(() -> assertThat(ready(replica)).isTrue());
    OwnCertificate old = current();
    api.stop();
    clock.set(old.renewAt());
    replica.look();
    eventually(() -> assertThat(log.lines).anyMatch(line -> line.contains("trying again")));
    assertThat(ready(replica)).isTrue();
    assertThat(replica.served()).isEqualTo(old.identity().certificate());
    api.restart();
    TestCluster again = new TestCluster(api.admin());
    eventually(() -> assertThat(again.bundle()).hasSize(2));
  }

  private OwnCertificate current() {
    return cluster.stored().current().orElseThrow();
  }

  private static boolean ready(Replica... replicas) {
    return List.of(replicas).stream().allMatch(each -> each.certificates.unready().isEmpty());
  }

  private Replica start() {
    Replica replica = new Replica(api.client());
    replicas.add(replica);
    replica.certificates.start();
    return replica;
  }

  private static MutatingWebhookConfiguration webhook(Map<String, String> annotations) {
    return TestCluster.webhook("https://localhost:8443/mutate", annotations);
  }

  private static void eventually(ThrowingRunnable assertion) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(assertion);
  }

  private final class Replica {
    private final KubernetesClient client;
    private final ServedCertificate server = new ServedCertificate();
    private final OwnCertificates certificates;

    Replica(KubernetesClient client) {
      this.client = client;
      certificates =
          new OwnCertificates(
              client,
              TestCluster.NAMESPACE,
              TestCluster.WEBHOOK,
              server,
              clock,
              Duration.ofMillis(50));
    }

    X509Certificate served() {
      return server.identity().orElseThrow().certificate();
    }

    String unready() {
      return certificates.unready().orElse("");
    }

    void look() {
      certificates.lookSoon();
    }

    void close() {
      certificates.close();
      client.close();
    }
  }

  /** What the room has logged. */
  private static final class CapturedLog extends Handler {
    private static final Logger ROOM = Logger.getLogger("io.pullsecrets.certificates");
    private static final Formatter MESSAGE = new PatternFormatter("%s");
    private final List<String> lines = new CopyOnWriteArrayList<>();

    void begin() {
      ROOM.addHandler(this);
    }

    void end() {
      ROOM.removeHandler(this);
    }

    @Override
    public void publish(LogRecord entry) {
      lines.add(MESSAGE.format(entry));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
