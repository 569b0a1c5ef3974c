package io.pullsecrets.certificates;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.pullsecrets.certificates.CertificatePlan.Change;
import io.pullsecrets.client.WatchFailure;
import java.net.HttpURLConnection;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The product's own certificates. Each replica looks after them by itself: it watches the one
 * Secret and the one webhook configuration, and carries out what {@link CertificatePlan} finds.
 * What two replicas write at once, the API server takes from one; the other sees it and looks
 * again. While the API server is away, everybody goes on serving what they have.
 */
final class OwnCertificates implements CertificateSource {
  private static final Logger LOG = Logger.getLogger(OwnCertificates.class);

  /** Dates are the clock's, which may be set meanwhile; a timer doesn't notice. */
  private static final Duration LONGEST_WAIT = Duration.ofHours(12);

  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LAST_RETRY = Duration.ofMinutes(1);

  /** Whoever else writes bundles too gets no faster answer than this. */
  static final Duration BETWEEN_BUNDLES = Duration.ofSeconds(2);

  private final KubernetesClient client;
  private final String namespace;
  private final String webhookName;
  private final ServedCertificate server;
  private final Clock clock;
  private final Duration betweenBundles;
  private final SharedIndexInformer<Secret> secrets;
  private final SharedIndexInformer<MutatingWebhookConfiguration> webhooks;
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread keeper = new Thread(task, "certificates");
            keeper.setDaemon(true);
            return keeper;
          });
  private final AtomicBoolean lookIsDue = new AtomicBoolean();
  private volatile Optional<String> unready =
      Optional.of("nothing is known yet of the Secret and the webhook configuration");

  // Of the thread alone.
  private final Map<X509Certificate, Instant> trustedSince = new HashMap<>();
  private Optional<OwnCertificate> served = Optional.empty();
  private Optional<Obstacle> obstacle = Optional.empty();
  private @Nullable ScheduledFuture<?> nextLook;
  private @Nullable String failure;
  private Duration retry = FIRST_RETRY;
  private long bundlesWrittenAt;
  private final MakingPace pace = new MakingPace(System::nanoTime);

  /**
   * Does nothing yet.
   *
   * @param namespace where the Secret is
   * @param webhookName name of the MutatingWebhookConfiguration
   * @param server is told what to serve
   * @param betweenBundles time between two writes of bundles
   */
  OwnCertificates(
      KubernetesClient client,
      String namespace,
      String webhookName,
      ServedCertificate server,
      Clock clock,
      Duration betweenBundles) {
    this.client = client;
    this.namespace = namespace;
    this.webhookName = webhookName;
    this.server = server;
    this.clock = clock;
    this.betweenBundles = betweenBundles;
    bundlesWrittenAt = System.nanoTime() - betweenBundles.toNanos();
    thread.setRemoveOnCancelPolicy(true);
    // An informer may still tell of something when all ends.
    thread.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    secrets =
        informer(
            "Secret " + CertificateSecret.NAME,
            client
                .secrets()
                .inNamespace(namespace)
                .withField("metadata.name", CertificateSecret.NAME));
    webhooks =
        informer(
            "MutatingWebhookConfiguration " + webhookName,
            client
                .admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withField("metadata.name", webhookName));
  }

  @Override
  public void start() {
    CompletableFuture<Void> unused =
        CompletableFuture.allOf(
                secrets.start().toCompletableFuture(), webhooks.start().toCompletableFuture())
            .thenRun(this::lookSoon);
  }

  @Override
  public Optional<String> unready() {
    return unready;
  }

  @Override
  public void close() {
    secrets.stop();
    webhooks.stop();
    thread.shutdownNow();
  }

  /** Has the state looked at: something in it may have changed. */
  void lookSoon() {
    if (lookIsDue.compareAndSet(false, true)) {
      thread.execute(this::look);
    }
  }

  private void look() {
    lookIsDue.set(false);
    if (!secrets.hasSynced() || !webhooks.hasSynced()) {
      return;
    }
    Duration wait;
    try {
      Instant nextDate = carryOut(clock.instant());
      failure = null;
      retry = FIRST_RETRY;
      wait = wait(nextDate);
    } catch (KubernetesClientException e) {
      // With 409 another replica was faster, and what it wrote brings the next look.
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        report("answer %d from the API server".formatted(e.getCode()));
      }
      wait = nextRetry();
    } catch (RuntimeException e) {
      report(e.toString());
      wait = nextRetry();
    }
    if (nextLook != null) {
      nextLook.cancel(false);
    }
    nextLook = thread.schedule(this::lookSoon, wait.toMillis() + 1, TimeUnit.MILLISECONDS);
  }

  private Instant carryOut(Instant now) {
    Optional<MutatingWebhookConfiguration> webhook = webhooks.getStore().list().stream().findAny();
    Optional<Secret> secret = secrets.getStore().list().stream().findAny();
    StoredCertificates stored = CertificateSecret.read(secret.orElse(null));
    Optional<WebhookTrust> trust = webhook.map(WebhookBundles::read);
    remember(trust.map(WebhookTrust::authorities).orElse(Set.of()), now);

    CertificatePlan plan = CertificatePlan.of(trust, stored, trustedSince, served, now);
    plan.serve().ifPresent(this::serve);
    tell(plan);
    Instant nextDate = plan.nextLook();
    if (webhook.isPresent() && !plan.bundles().isEmpty()) {
      Instant notBefore = now.plus(untilBundlesMayBeWritten());
      if (notBefore.isAfter(now)) {
        nextDate = notBefore;
      } else {
        write(webhook.get(), plan.bundles());
      }
    }
    Duration pause = isMade(plan.change()) ? pace.pause() : Duration.ZERO;
    if (pause.isZero()) {
      write(plan.change(), secret, stored, trust.map(WebhookTrust::hosts).orElse(Set.of()), now);
      return nextDate;
    }
    Instant notBefore = now.plus(pause);
    return notBefore.isBefore(nextDate) ? notBefore : nextDate;
  }

  private static boolean isMade(Change change) {
    return change == Change.MAKE_CURRENT || change == Change.MAKE_NEXT;
  }

  private void remember(Set<X509Certificate> trusted, Instant now) {
    trustedSince.keySet().retainAll(trusted);
    trusted.forEach(each -> trustedSince.putIfAbsent(each, now));
  }

  private void serve(OwnCertificate certificate) {
    server.show(certificate.identity());
    served = Optional.of(certificate);
    LOG.infof("Serves %s", certificate);
  }

  private void tell(CertificatePlan plan) {
    if (plan.ready() && unready.isPresent()) {
      LOG.infof("MutatingWebhookConfiguration %s holds the CA of what is served", webhookName);
    }
    if (!obstacle.equals(plan.obstacle())) {
      obstacle = plan.obstacle();
      obstacle.ifPresent(it -> LOG.warn(it.sentence(secretName(), webhookName)));
    }
    unready = plan.ready() ? Optional.empty() : Optional.of(reason());
  }

  private String reason() {
    return obstacle
        .map(it -> it.sentence(secretName(), webhookName))
        .orElseGet(
            () ->
                "MutatingWebhookConfiguration %s doesn't hold the CA of what is served"
                    .formatted(webhookName));
  }

  private Duration untilBundlesMayBeWritten() {
    return betweenBundles.minusNanos(System.nanoTime() - bundlesWrittenAt);
  }

  private void write(
      MutatingWebhookConfiguration seen, Map<Integer, List<X509Certificate>> bundles) {
    client
        .resource(seen)
        .patch(
            PatchContext.of(PatchType.JSON),
            client.getKubernetesSerialization().asJson(WebhookBundles.patch(seen, bundles)));
    bundlesWrittenAt = System.nanoTime();
    LOG.infof("Wrote the caBundle of MutatingWebhookConfiguration %s", webhookName);
  }

  private void write(
      Change change,
      Optional<Secret> seen,
      StoredCertificates stored,
      Set<String> hosts,
      Instant now) {
    if (change == Change.NONE) {
      return;
    }
    OwnCertificate written =
        change == Change.PROMOTE_NEXT
            ? stored.next().orElseThrow()
            : CertificateMaker.make(hosts, now);
    if (seen.isEmpty()) {
      client.resource(CertificateSecret.create(namespace, written)).create();
    } else if (change == Change.MAKE_NEXT) {
      OwnCertificate current = stored.current().orElseThrow();
      client.resource(CertificateSecret.update(seen.get(), current, Optional.of(written))).update();
    } else {
      client.resource(CertificateSecret.update(seen.get(), written, Optional.empty())).update();
    }
    if (isMade(change)) {
      pace.done();
    }
    LOG.infof(
        "Secret %s holds %s, as the %s one",
        secretName(), written, change == Change.MAKE_NEXT ? "next" : "current");
  }

  private Duration wait(Instant nextDate) {
    Instant latest = clock.instant().plus(LONGEST_WAIT);
    return Duration.between(clock.instant(), nextDate.isBefore(latest) ? nextDate : latest);
  }

  private Duration nextRetry() {
    Duration now = retry;
    Duration doubled = retry.multipliedBy(2);
    retry = doubled.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : doubled;
    return now;
  }

  /** Once as long as it stays the same. */
  private void report(String reason) {
    if (!reason.equals(failure)) {
      LOG.warnf(
          "Secret %s or the caBundle of MutatingWebhookConfiguration %s can't be written, trying"
              + " again: %s",
          secretName(), webhookName, reason);
      failure = reason;
    }
  }

  private String secretName() {
    return namespace + "/" + CertificateSecret.NAME;
  }

  private <T extends HasMetadata> SharedIndexInformer<T> informer(
      String what, Informable<T> resources) {
    return resources
        .runnableInformer(0)
        .exceptionHandler(
            (isStarted, cause) -> {
              LOG.warnf(
                  "Listing or watching %s failed, trying again: %s",
                  what, WatchFailure.describe(cause));
              return true;
            })
        .addEventHandler(
            new ResourceEventHandler<T>() {
              @Override
              public void onAdd(T object) {
                lookSoon();
              }

              @Override
              public void onUpdate(T before, T object) {
                lookSoon();
              }

              @Override
              public void onDelete(T object, boolean finalStateUnknown) {
                lookSoon();
              }
            });
  }
}
