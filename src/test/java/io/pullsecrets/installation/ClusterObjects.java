package io.pullsecrets.installation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Kubernetes objects as parsed YAML, by kind and name. */
final class ClusterObjects {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final List<String> HELM_LABELS =
      List.of("app.kubernetes.io/managed-by", "app.kubernetes.io/version", "helm.sh/chart");

  private final Map<String, JsonNode> objects = new TreeMap<>();

  private ClusterObjects() {}

  /** Those in a text with one document after the other. */
  static ClusterObjects parse(String documents) {
    ClusterObjects parsed = new ClusterObjects();
    parsed.add(documents);
    return parsed;
  }

  /** Those that a kustomization without patches lists, with the images that it sets. */
  static ClusterObjects ofKustomization(Path folder) {
    ClusterObjects found = new ClusterObjects();
    JsonNode kustomization = read(folder.resolve("kustomization.yaml"));
    for (JsonNode resource : kustomization.path("resources")) {
      Path path = folder.resolve(resource.asText());
      if (Files.isDirectory(path)) {
        found.objects.putAll(ofKustomization(path).objects);
      } else {
        found.add(text(path));
      }
    }
    for (JsonNode image : kustomization.path("images")) {
      found.setImage(
          image.path("name").asText(),
          image.path("newName").asText() + ":" + image.path("newTag").asText());
    }
    return found;
  }

  /** A copy without the labels that Helm's charts carry by custom. */
  ClusterObjects withoutHelmLabels() {
    ClusterObjects copy = new ClusterObjects();
    objects.forEach(
        (key, object) -> {
          JsonNode bare = object.deepCopy();
          ((ObjectNode) bare.path("metadata").path("labels")).remove(HELM_LABELS);
          copy.objects.put(key, bare);
        });
    return copy;
  }

  /** A copy without one of them. */
  ClusterObjects without(String key) {
    ClusterObjects copy = new ClusterObjects();
    copy.objects.putAll(objects);
    copy.objects.remove(key);
    return copy;
  }

  /** A copy whose webhook has the base64 of its CA without the line breaks of kustomize. */
  ClusterObjects withCaBundleInOneLine() {
    ClusterObjects copy = new ClusterObjects();
    objects.forEach(
        (key, object) -> {
          JsonNode changed = object.deepCopy();
          if (changed.at("/webhooks/0/clientConfig") instanceof ObjectNode client) {
            client.put("caBundle", client.path("caBundle").asText().replace("\n", ""));
          }
          copy.objects.put(key, changed);
        });
    return copy;
  }

  JsonNode get(String key) {
    JsonNode object = objects.get(key);
    if (object == null) {
      throw new IllegalArgumentException("no " + key + " among " + objects.keySet());
    }
    return object;
  }

  Map<String, JsonNode> byKey() {
    return Map.copyOf(objects);
  }

  private void add(String documents) {
    try (var parser = YAML.createParser(documents);
        var values = YAML.readerFor(JsonNode.class).<JsonNode>readValues(parser)) {
      while (values.hasNext()) {
        JsonNode object = values.next();
        if (object.isObject()
            && objects.put(
                    object.path("kind").asText()
                        + "/"
                        + object.path("metadata").path("name").asText(),
                    object)
                != null) {
          throw new IllegalArgumentException("twice: " + object.path("kind").asText());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void setImage(String name, String image) {
    for (JsonNode object : objects.values()) {
      for (JsonNode container : object.at("/spec/template/spec/containers")) {
        if (container.path("image").asText().equals(name)) {
          ((ObjectNode) container).put("image", image);
        }
      }
    }
  }

  static JsonNode read(Path file) {
    try {
      return YAML.readTree(text(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
