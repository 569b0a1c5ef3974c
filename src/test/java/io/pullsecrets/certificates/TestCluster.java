package io.pullsecrets.certificates;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a cluster has of the webhook's certificates, as an admin sees it. */
final class TestCluster {
  static final String NAMESPACE = "runai";
  static final String WEBHOOK = "pull-secret-injector";

  private final KubernetesClient admin;

  TestCluster(KubernetesClient admin) {
    this.admin = admin;
  }

  /** A webhook configuration without a bundle. */
  static MutatingWebhookConfiguration webhook(String url, Map<String, String> annotations) {
    return new MutatingWebhookConfigurationBuilder()
        .withNewMetadata()
        .withName(WEBHOOK)
        .withAnnotations(annotations)
        .endMetadata()
        .addNewWebhook()
        .withName("pods.pull-secret-injector.runai.svc")
        .withNewClientConfig()
        .withUrl(url)
        .endClientConfig()
        .endWebhook()
        .build();
  }

  void put(MutatingWebhookConfiguration webhook) {
    admin.resource(webhook).create();
  }

  List<X509Certificate> bundle() {
    return WebhookBundles.read(
            Objects.requireNonNull(
                admin
                    .admissionRegistration()
                    .v1()
                    .mutatingWebhookConfigurations()
                    .withName(WEBHOOK)
                    .get()))
        .entries()
        .get(0)
        .bundle();
  }

  @Nullable Secret secret() {
    return admin.secrets().inNamespace(NAMESPACE).withName(CertificateSecret.NAME).get();
  }

  StoredCertificates stored() {
    return CertificateSecret.read(secret());
  }
}
