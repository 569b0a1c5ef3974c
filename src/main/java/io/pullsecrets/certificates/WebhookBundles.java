package io.pullsecrets.certificates;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads a webhook configuration, and writes the patch for its bundles. */
final class WebhookBundles {
  private static final String CERT_MANAGER = "cert-manager.io/inject-";

  private WebhookBundles() {}

  static WebhookTrust read(MutatingWebhookConfiguration configuration) {
    List<WebhookTrust.Entry> entries = new ArrayList<>();
    for (MutatingWebhook webhook : webhooks(configuration)) {
      entries.add(
          new WebhookTrust.Entry(
              host(webhook.getClientConfig()), bundle(webhook.getClientConfig().getCaBundle())));
    }
    Map<String, String> annotations =
        Objects.requireNonNullElse(configuration.getMetadata().getAnnotations(), Map.of());
    return new WebhookTrust(
        entries, annotations.keySet().stream().anyMatch(key -> key.startsWith(CERT_MANAGER)));
  }

  /**
   * A JSON Patch that the API server refuses if the configuration is no longer what was seen.
   *
   * @param bundles CAs by the position of the webhook
   */
  static List<Operation> patch(
      MutatingWebhookConfiguration seen, Map<Integer, List<X509Certificate>> bundles) {
    List<Operation> operations = new ArrayList<>();
    operations.add(
        new Operation(
            "replace", "/metadata/resourceVersion", seen.getMetadata().getResourceVersion()));
    new TreeMap<>(bundles)
        .forEach(
            (position, authorities) ->
                operations.add(
                    new Operation(
                        "add",
                        "/webhooks/" + position + "/clientConfig/caBundle",
                        Base64.getEncoder()
                            .encodeToString(
                                Pem.write(authorities).getBytes(StandardCharsets.UTF_8)))));
    return operations;
  }

  /** An operation of a JSON Patch (RFC 6902). */
  record Operation(String op, String path, String value) {}

  private static List<MutatingWebhook> webhooks(MutatingWebhookConfiguration configuration) {
    return Objects.requireNonNullElse(configuration.getWebhooks(), List.of());
  }

  /** The name that the API server asks the certificate for. */
  private static String host(WebhookClientConfig client) {
    return client.getService() != null
        ? client.getService().getName() + "." + client.getService().getNamespace() + ".svc"
        : URI.create(client.getUrl()).getHost();
  }

  /** One that can't be read counts as empty: no API server trusts anybody by it. */
  private static List<X509Certificate> bundle(@Nullable String base64) {
    try {
      return base64 == null
          ? List.of()
          : Pem.certificates(
              new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }
}
