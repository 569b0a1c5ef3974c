package io.pullsecrets.installation;

import io.pullsecrets.Kubectl;
import io.pullsecrets.ServingCertificate;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;

/** Another webhook, called after the injector's, which adds a container as a service mesh does. */
final class SidecarWebhook implements AutoCloseable {
  private final ServingCertificate certificate = ServingCertificate.make();
  private final Vertx vertx = Vertx.vertx();
  private final String image;
  private final HttpServer server;

  /**
   * @param image of the container that it adds to each pod that has one
   */
  SidecarWebhook(String image) throws IOException {
    this.image = image;
    server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHost("127.0.0.1")
                    .setPort(0)
                    .setSsl(true)
                    .setKeyCertOptions(
                        new PemKeyCertOptions()
                            .addCertPath(certificate.certificateFile().toString())
                            .addKeyPath(certificate.keyFile().toString())))
            .requestHandler(
                request ->
                    request
                        .body()
                        .onSuccess(
                            body ->
                                request
                                    .response()
                                    .putHeader("Content-Type", "application/json")
                                    .end(answer(body))))
            .listen()
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  /** For the pods of one namespace. */
  void register(Kubectl kubectl, String namespace) {
    kubectl.runWithInput(
        """
        apiVersion: admissionregistration.k8s.io/v1
        kind: MutatingWebhookConfiguration
        metadata: {name: sidecar}
        webhooks:
          - name: sidecar.example.com
            clientConfig: {url: "https://127.0.0.1:%d/", caBundle: "%s"}
            rules:
              - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}
            namespaceSelector:
              matchLabels: {kubernetes.io/metadata.name: "%s"}
            sideEffects: None
            admissionReviewVersions: [v1]
        """
            .formatted(server.actualPort(), authority(), namespace),
        "apply",
        "-f",
        "-");
  }

  void unregister(Kubectl kubectl) {
    kubectl.run("delete", "mutatingwebhookconfiguration", "sidecar");
  }

  private String answer(Buffer review) {
    String patch =
        """
        [{"op":"add","path":"/spec/containers/-","value":{"name":"sidecar","image":"%s"}}]
        """
            .formatted(image);
    return """
        {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","response":{"uid":"%s",
         "allowed":true,"patchType":"JSONPatch","patch":"%s"}}
        """
        .formatted(
            review.toJsonObject().getJsonObject("request").getString("uid"),
            Base64.getEncoder().encodeToString(patch.getBytes(StandardCharsets.UTF_8)));
  }

  private String authority() {
    try {
      return Base64.getEncoder().encodeToString(Files.readAllBytes(certificate.authorityFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    vertx.close().toCompletionStage().toCompletableFuture().join();
    certificate.close();
  }
}
