package io.pullsecrets.installation;

import static io.pullsecrets.installation.Installation.NAME;
import static io.pullsecrets.installation.Installation.NAMESPACE;
import static io.pullsecrets.installation.Installation.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.pullsecrets.NeedsRealApi;
import io.pullsecrets.tracing.Collector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces beside those of a real API server. */
@NeedsRealApi
class TracingIT {
  private static final String IMAGE = "registry.example.com/app";

  @TempDir Path folder;

  @Test
  void the_span_of_an_admission_stands_below_the_api_servers() throws IOException {
    Path configuration =
        Files.writeString(
            folder.resolve("tracing.yaml"),
            """
            apiVersion: apiserver.config.k8s.io/v1beta1
            kind: TracingConfiguration
            # Nobody takes the API server's own spans.
            endpoint: 127.0.0.1:9
            samplingRatePerMillion: 1000000
            """);
    try (Collector collector = new Collector();
        Installation cluster =
            Installation.prepare(Installer.manifests(), "--tracing-config-file=" + configuration)) {
      cluster.project("project");
      cluster.pullSecret("runai", "shared", "registry.example.com", "runai/cluster-wide=true");
      cluster.install();
      cluster.kubectl(
          "set",
          "env",
          "deployment/" + NAME,
          "-n",
          NAMESPACE,
          "PULL_SECRET_INJECTOR_TRACING_ENDPOINT=" + collector.endpoint());
      cluster.startReplica();
      eventually(() -> assertThat(cluster.pullSecrets("project", IMAGE)).containsExactly("shared"));

      eventually(
          () ->
              assertThat(collector.spans())
                  .isNotEmpty()
                  .allSatisfy(span -> assertThat(span.parentId()).isNotEmpty())
                  .anySatisfy(
                      span ->
                          assertThat(span.attributes())
                              .containsEntry("pull_secret_injector.namespace", "project")
                              .containsEntry("pull_secret_injector.outcome", "injected")));
    }
  }
}
