package io.pullsecrets.index;

import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An object as a YAML or JSON parser gives it. Makes the client's objects of it by hand, for the
 * few fields that count: binding them all takes longer than the rest of a command.
 */
final class ObjectFields {
  private final Map<?, ?> fields;
  private final String kind;
  private final String defaultNamespace;

  ObjectFields(Map<?, ?> fields, String kind, String defaultNamespace) {
    this.fields = fields;
    this.kind = kind;
    this.defaultNamespace = defaultNamespace;
  }

  Namespace namespace() throws MalformedObjectException {
    Namespace namespace = new Namespace();
    namespace.setMetadata(metadata());
    return namespace;
  }

  Secret secret() throws MalformedObjectException {
    Secret secret = new Secret();
    secret.setMetadata(namespacedMetadata());
    secret.setType(Objects.requireNonNullElse(text(fields.get("type")), "Opaque"));
    Map<String, String> data = new LinkedHashMap<>();
    for (Map.Entry<String, String> each : texts(fields, "data").entrySet()) {
      data.put(each.getKey(), base64(each.getKey(), each.getValue()));
    }
    texts(fields, "stringData")
        .forEach(
            (key, value) ->
                data.put(
                    key,
                    Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
    secret.setData(data);
    return secret;
  }

  ServiceAccount serviceAccount() throws MalformedObjectException {
    ServiceAccount account = new ServiceAccount();
    account.setMetadata(namespacedMetadata());
    List<LocalObjectReference> references = new ArrayList<>();
    for (Object each : list(fields.get("imagePullSecrets"))) {
      String name = text(map(each).get("name"));
      if (name != null) {
        references.add(new LocalObjectReference(name));
      }
    }
    account.setImagePullSecrets(references);
    return account;
  }

  ObjectMeta namespacedMetadata() throws MalformedObjectException {
    ObjectMeta metadata = metadata();
    if (metadata.getNamespace() == null) {
      metadata.setNamespace(defaultNamespace);
    }
    return metadata;
  }

  ObjectMeta metadata() throws MalformedObjectException {
    Map<?, ?> from = map(fields.get("metadata"));
    ObjectMeta metadata = new ObjectMeta();
    String name = text(from.get("name"));
    if (name == null || name.isEmpty()) {
      throw new MalformedObjectException("A " + kind + " has no metadata.name.");
    }
    metadata.setName(name);
    metadata.setNamespace(text(from.get("namespace")));
    metadata.setUid(text(from.get("uid")));
    metadata.setResourceVersion(text(from.get("resourceVersion")));
    metadata.setCreationTimestamp(text(from.get("creationTimestamp")));
    metadata.setDeletionTimestamp(text(from.get("deletionTimestamp")));
    metadata.setLabels(texts(from, "labels"));
    metadata.setAnnotations(texts(from, "annotations"));
    return metadata;
  }

  /** When somebody last wrote the object's data, if the managed fields say it. */
  Optional<String> dataWritten() {
    String latest = null;
    for (Object each : list(map(fields.get("metadata")).get("managedFields"))) {
      Map<?, ?> entry = map(each);
      String time = text(entry.get("time"));
      // The API server writes all times in one form, which sorts as text.
      if (time != null
          && map(entry.get("fieldsV1")).containsKey("f:data")
          && (latest == null || time.compareTo(latest) > 0)) {
        latest = time;
      }
    }
    return Optional.ofNullable(latest);
  }

  private Map<String, String> texts(Map<?, ?> parent, String field)
      throws MalformedObjectException {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<?, ?> each : map(parent.get(field)).entrySet()) {
      String value = text(each.getValue());
      if (!(each.getKey() instanceof String key) || value == null) {
        throw new MalformedObjectException(
            subject()
                + ": in "
                + field
                + ", the value of "
                + each.getKey()
                + " is no text; put it in quotes.");
      }
      texts.put(key, value);
    }
    return texts;
  }

  private String base64(String key, String value) throws MalformedObjectException {
    String text = value.replace("\r", "").replace("\n", "");
    try {
      byte[] unused = Base64.getDecoder().decode(text);
      return text;
    } catch (IllegalArgumentException e) {
      // Not kept as the cause, for its message tells about the content.
      throw new MalformedObjectException(
          subject()
              + ": the value of "
              + key
              + " in data is not base64, so no API server takes it; encode it, or write it under"
              + " stringData.");
    }
  }

  private String subject() {
    Map<?, ?> metadata = map(fields.get("metadata"));
    String namespace = text(metadata.get("namespace"));
    return kind + " " + (namespace == null ? "" : namespace + "/") + text(metadata.get("name"));
  }

  static @Nullable String text(@Nullable Object value) {
    return value instanceof String text ? text : null;
  }

  static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }
}
