package io.pullsecrets.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads manifests from a folder of YAML files, as {@code kubectl apply -f FOLDER} would. */
final class Manifests {
  private static final YAMLMapper YAML = new YAMLMapper();

  private Manifests() {}

  /** The YAML files of a folder, in the order of their names. */
  static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(each -> each.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  /** Every document of a file as it stands there; empty documents are left out. */
  static List<JsonNode> documents(Path file) throws IOException {
    try (var parser = YAML.createParser(Files.readString(file));
        var values = YAML.readerFor(JsonNode.class).<JsonNode>readValues(parser)) {
      return values.readAll().stream().filter(JsonNode::isObject).toList();
    } catch (IOException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  /** All objects of a folder by {@link #key}, in the order in which they stand there. */
  static Map<String, HasMetadata> objects(Path folder) throws IOException {
    Map<String, HasMetadata> objects = new LinkedHashMap<>();
    for (Path file : files(folder)) {
      for (JsonNode document : documents(file)) {
        HasMetadata object = object(file, document);
        if (objects.put(key(object), object) != null) {
          throw new IOException(file + ": " + key(object) + " stands in this folder twice");
        }
      }
    }
    return objects;
  }

  /** Kind, namespace and name, which tell an object from all others. */
  static String key(HasMetadata object) {
    List<String> parts = new ArrayList<>();
    parts.add(object.getKind());
    if (object.getMetadata().getNamespace() != null) {
      parts.add(object.getMetadata().getNamespace());
    }
    parts.add(object.getMetadata().getName());
    return String.join("/", parts);
  }

  private static HasMetadata object(Path file, JsonNode document) throws IOException {
    try {
      HasMetadata object =
          Serialization.unmarshal(Serialization.asJson(document), HasMetadata.class);
      if (object instanceof Secret secret) {
        encode(secret);
      }
      return object;
    } catch (RuntimeException e) {
      throw new IOException(file + ": not a Kubernetes object", e);
    }
  }

  /** What the API server does with {@code stringData}, the readable way to write a Secret. */
  static void encode(Secret secret) {
    Map<String, String> readable = secret.getStringData();
    if (readable == null || readable.isEmpty()) {
      return;
    }
    Map<String, String> data = new LinkedHashMap<>();
    if (secret.getData() != null) {
      data.putAll(secret.getData());
    }
    readable.forEach(
        (key, value) ->
            data.put(
                key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
    secret.setData(data);
    secret.setStringData(null);
  }
}
