package io.pullsecrets.certificates;

/** Why the product's own certificate can't be kept without the help of people. */
enum Obstacle {
  NO_WEBHOOK(
      "there is no MutatingWebhookConfiguration %2$s, which says under what name the API server"
          + " calls: apply it, or set pull-secret-injector.webhook-configuration to its name"),
  FOREIGN_SECRET(
      "Secret %1$s was not made by the injector, which leaves it alone: delete it, and the injector"
          + " makes its own; or serve its certificate by mounting it, with"
          + " pull-secret-injector.tls.certificate and pull-secret-injector.tls.key"),
  CERT_MANAGER(
      "cert-manager writes the caBundle of MutatingWebhookConfiguration %2$s, so the injector"
          + " doesn't: remove its annotations cert-manager.io/inject-*, or serve cert-manager's"
          + " certificate by mounting its Secret, with pull-secret-injector.tls.certificate and"
          + " pull-secret-injector.tls.key");

  private final String format;

  Obstacle(String format) {
    this.format = format;
  }

  /** Says what is wrong and what to do. */
  String sentence(String secret, String webhookConfiguration) {
    return format.formatted(secret, webhookConfiguration);
  }
}
