package io.pullsecrets.installation;

import static io.pullsecrets.installation.Installation.NAME;
import static io.pullsecrets.installation.Installation.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Secret;
import io.pullsecrets.NeedsRealApi;
import io.pullsecrets.certificates.EarlierCertificate;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to an installation in its life. */
@NeedsRealApi
class OperationIT {
  private static final String IMAGE = "registry.example.com/app";
  private static final String CERTIFICATE = "pull-secret-injector-tls";

  private final Installation cluster = Installation.prepare(Installer.manifests());

  @BeforeEach
  void prepare() {
    cluster.project("project");
    cluster.pullSecret("runai", "shared", "registry.example.com", "runai/cluster-wide=true");
  }

  @AfterEach
  void end() {
    cluster.close();
  }

  private void install() {
    cluster.install();
    cluster.startReplica();
    eventuallyInjected();
  }

  private void eventuallyInjected() {
    eventually(this::assertInjected);
  }

  private void assertInjected() {
    assertThat(cluster.pullSecrets("project", IMAGE)).containsExactly("shared");
  }

  private void eventuallyCopied(String secret) {
    eventually(() -> assertThat(cluster.secret("project", secret)).isNotNull());
  }

  @Test
  void pods_start_without_pull_secrets_while_the_webhook_is_down_and_with_them_afterwards() {
    install();
    cluster.stop(cluster.replicas().get(0));
    assertThat(cluster.pullSecrets("project", IMAGE)).isEmpty();
    cluster.startReplica();
    eventuallyInjected();
  }

  @Test
  void no_pod_goes_without_while_replicas_are_replaced_one_after_the_other() throws Exception {
    install();
    cluster.startReplica();
    List<Replica> old = cluster.replicas();
    try (PodLoad load = new PodLoad(cluster, "project", IMAGE, 50)) {
      for (Replica each : old) {
        load.awaitMore(50);
        cluster.startReplica();
        cluster.stop(each);
      }
      load.awaitMore(50);
      load.end();
      assertThat(load.without())
          .as("of %d pods; the API server says %s", load.made(), cluster.failedCalls())
          .isEmpty();
    }
  }

  @Test
  void a_lost_ca_bundle_is_written_again() {
    install();
    String bundle = caBundle();
    for (String loss : new String[] {"remove", "replace\", \"value\": \"" + foreignBundle()}) {
      cluster.kubectl(
          "patch",
          "mutatingwebhookconfiguration",
          NAME,
          "--type=json",
          "-p",
          "[{\"path\": \"/webhooks/0/clientConfig/caBundle\", \"op\": \"" + loss + "\"}]");
      eventually(() -> assertThat(caBundle()).contains(bundle.strip()));
      eventuallyInjected();
    }
  }

  private String caBundle() {
    return new String(
        Base64.getMimeDecoder()
            .decode(
                cluster.kubectl(
                    "get",
                    "mutatingwebhookconfiguration",
                    NAME,
                    "-o",
                    "jsonpath={.webhooks[0].clientConfig.caBundle}")),
        StandardCharsets.US_ASCII);
  }

  private static String foreignBundle() {
    return Base64.getEncoder()
        .encodeToString(EarlierCertificate.authority().getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void applying_the_manifests_again_keeps_the_ca_bundle() {
    install();
    String bundle = caBundle();
    cluster.install();
    assertThat(caBundle()).isEqualTo(bundle).isNotEmpty();
    assertInjected();
  }

  @Test
  void a_lost_certificate_is_made_again() {
    install();
    cluster.kubectl("delete", "secret", CERTIFICATE, "-n", "runai");
    eventually(() -> assertThat(cluster.secret("runai", CERTIFICATE)).isNotNull());
    assertInjected();
    cluster.startReplica();
    eventuallyInjected();
  }

  @Test
  void pods_are_injected_and_copies_are_kept_after_a_restart_of_the_api_server() throws Exception {
    install();
    cluster.api().kill();
    cluster.api().startAgain();
    eventuallyInjected();
    cluster.pullSecret("runai", "later", "later.example.com", "runai/cluster-wide=true");
    eventuallyCopied("later");
    cluster.project("later");
    eventually(() -> assertThat(cluster.secret("later", "shared")).isNotNull());
  }

  @Test
  void another_replica_takes_over_the_copies_when_the_leader_crashes() {
    install();
    eventuallyCopied("shared");
    cluster.startReplica();
    cluster.kill(cluster.replicas().get(0));
    cluster.pullSecret("runai", "later", "later.example.com", "runai/cluster-wide=true");
    eventuallyCopied("later");
  }

  @Test
  void another_replica_takes_over_at_once_when_the_leader_ends() {
    install();
    eventuallyCopied("shared");
    cluster.startReplica();
    cluster.stop(cluster.replicas().get(0));
    cluster.pullSecret("runai", "later", "later.example.com", "runai/cluster-wide=true");
    await()
        .atMost(Duration.ofSeconds(15)) // of the 30 that a crash costs
        .untilAsserted(() -> assertThat(cluster.secret("project", "later")).isNotNull());
  }

  @Test
  void no_call_fails_while_the_certificate_is_renewed() throws Exception {
    Secret due = EarlierCertificate.secret("runai", Duration.ofDays(61));
    String first = Objects.requireNonNull(due.getData().get("tls.crt"));
    cluster.admin().resource(due).create();
    install();
    cluster.startReplica();
    try (PodLoad load = new PodLoad(cluster, "project", IMAGE, 250)) {
      eventually(() -> assertThat(certificates()).as("CAs in the bundle").isEqualTo(2));
      await().atMost(Duration.ofMinutes(3)).until(() -> !first.equals(servedCertificate()));
      load.awaitMore(1000);
      load.end();
      assertThat(load.without())
          .as("of %d pods; the API server says %s", load.made(), cluster.failedCalls())
          .isEmpty();
      System.out.printf(
          "Renewed the certificate during %d calls of the webhook (%d a second): 0 failed%n",
          load.made(), load.perSecond());
    }
  }

  private @Nullable String servedCertificate() {
    return Objects.requireNonNull(cluster.secret("runai", CERTIFICATE)).getData().get("tls.crt");
  }

  private int certificates() {
    return caBundle().split("BEGIN CERTIFICATE", -1).length - 1;
  }
}
