package io.pullsecrets.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pullsecrets.MarkedSecrets;
import io.pullsecrets.Marker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands print about Secrets with made-up passwords is searched for these. */
class CredentialsStayInsideTest {
  private static final Marker MARKER = new Marker("command");

  @TempDir Path folder;

  @Test
  void no_command_that_reads_secrets_prints_a_credential() throws IOException {
    StringBuilder cluster =
        new StringBuilder(
            """
            {"kind": Namespace, "apiVersion": v1, "metadata": {"name": runai-p, "labels": {runai/queue: p}}}
            """);
    MarkedSecrets.contents(MARKER)
        .forEach(
            (name, content) -> {
              cluster.append(secret("runai", name, "{runai/cluster-wide: 'true'}", content));
              cluster.append(
                  secret("runai-p", "own-" + name, "{run.ai/resource: docker-registry}", content));
            });
    Path state = Files.writeString(folder.resolve("state.yaml"), cluster);
    Path pod =
        Files.writeString(
            folder.resolve("pod.yaml"),
            """
            kind: Pod
            apiVersion: v1
            metadata: {name: p, namespace: runai-p}
            spec:
              imagePullSecrets: [{name: own-no-json}]
              containers: [{name: a, image: a.example/x}, {name: b, image: d.example/x}]
            """);
    Path broken = Files.writeString(folder.resolve("broken.yaml"), "kind: [" + MARKER.text());
    List<Run> runs =
        List.of(
            Run.of("check", "-f", state.toString()),
            Run.of("check", "-f", state.toString(), "-o", "json"),
            Run.of("check", "-f", broken.toString()),
            Run.of("explain", "-f", pod.toString(), "--state", state.toString()),
            Run.of("explain", "-f", pod.toString(), "--state", state.toString(), "-o", "json"),
            Run.of("explain", "-f", pod.toString(), "--state", broken.toString()),
            Run.of("inject", "-f", pod.toString(), "--state", state.toString()),
            Run.of("inject", "-f", pod.toString(), "--state", broken.toString()));
    assertThat(runs.get(0).out()).contains("runai-p");
    assertThat(runs.get(3).out()).contains("own-password");
    assertThat(runs.get(6).out()).contains("own-password");
    assertThat(runs).allSatisfy(run -> assertThat(MARKER.formsIn(run.out() + run.err())).isEmpty());
  }

  private static String secret(String namespace, String name, String labels, String content) {
    return """
    ---
    kind: Secret
    apiVersion: v1
    metadata: {name: %s, namespace: %s, labels: %s}
    type: kubernetes.io/dockerconfigjson
    data: {.dockerconfigjson: %s}
    """
        .formatted(
            name,
            namespace,
            labels,
            Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8)));
  }
}
