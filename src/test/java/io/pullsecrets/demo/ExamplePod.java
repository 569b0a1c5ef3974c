package io.pullsecrets.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A pod of the examples and what it must get.
 *
 * @param title what the table calls it: the file's name without number and ending
 * @param manifest the pod as its author wrote it, without the expectations
 * @param expectedPullSecrets its whole list in the end
 * @param expectedReason the code of the reason
 */
record ExamplePod(
    String title, JsonNode manifest, List<String> expectedPullSecrets, String expectedReason) {
  static final String EXPECT_PULL_SECRETS = "example/expect-pull-secrets";
  static final String EXPECT_REASON = "example/expect-reason";

  ExamplePod {
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(manifest, "manifest");
    expectedPullSecrets = List.copyOf(expectedPullSecrets);
    Objects.requireNonNull(expectedReason, "expectedReason");
  }

  /** All pods of a folder, in the order of the files' names. */
  static List<ExamplePod> readAll(Path folder) throws IOException {
    List<ExamplePod> pods = new ArrayList<>();
    for (Path file : Manifests.files(folder)) {
      for (JsonNode document : Manifests.documents(file)) {
        pods.add(of(file, document));
      }
    }
    return pods;
  }

  /** Takes the expectations out of a manifest. */
  static ExamplePod of(Path file, JsonNode document) throws IOException {
    ObjectNode manifest = document.deepCopy();
    if (!(manifest.path("metadata").path("annotations") instanceof ObjectNode annotations)
        || !annotations.has(EXPECT_PULL_SECRETS)
        || !annotations.has(EXPECT_REASON)) {
      throw new IOException(
          file + ": needs the annotations " + EXPECT_PULL_SECRETS + " and " + EXPECT_REASON);
    }
    String pullSecrets = annotations.remove(EXPECT_PULL_SECRETS).asText();
    String reason = annotations.remove(EXPECT_REASON).asText();
    if (annotations.isEmpty()) {
      ((ObjectNode) manifest.get("metadata")).remove("annotations");
    }
    List<String> names =
        Arrays.stream(pullSecrets.split(","))
            .map(String::strip)
            .filter(each -> !each.isEmpty())
            .toList();
    return new ExamplePod(title(file), manifest, names, reason);
  }

  /** The namespace that the request will name. */
  String namespace() {
    return manifest.path("metadata").path("namespace").asText("default");
  }

  /** The ServiceAccount that the pod runs under. */
  String serviceAccount() {
    return manifest.path("spec").path("serviceAccountName").asText("default");
  }

  /** Every image that the pod names, in the order of its fields. */
  List<String> images() {
    JsonNode spec = manifest.path("spec");
    List<String> images = new ArrayList<>();
    for (String field : List.of("initContainers", "containers", "ephemeralContainers")) {
      spec.path(field).forEach(each -> images.add(each.path("image").asText()));
    }
    spec.path("volumes")
        .forEach(
            each -> {
              if (each.path("image").has("reference")) {
                images.add(each.path("image").path("reference").asText());
              }
            });
    return images;
  }

  /** The names in a pod's {@code imagePullSecrets}. */
  static List<String> pullSecrets(JsonNode pod) {
    List<String> names = new ArrayList<>();
    pod.path("spec")
        .path("imagePullSecrets")
        .forEach(each -> names.add(each.path("name").asText()));
    return names;
  }

  private static String title(Path file) {
    return file.getFileName().toString().replaceAll("^[0-9]+-|\\.yaml$", "");
  }
}
