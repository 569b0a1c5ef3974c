package io.pullsecrets.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The content of a Secret as a tree, and what the kubelet makes of it, put as simply as can be:
 * {@link DockerConfig} reads the same in one pass, and says more.
 */
final class DockerConfigTree {
  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(10_000)
                          .maxNameLength(Integer.MAX_VALUE)
                          .maxNumberLength(Integer.MAX_VALUE)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final ObjectMapper STRICT =
      JSON.copy().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private static final Pattern BASE64 =
      Pattern.compile("(?:[A-Za-z0-9+/]{4})*+(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?");

  private static final Set<String> TEXTS = Set.of("username", "password", "email", "auth");

  private final JsonNode root;
  private final boolean repeatsNames;

  private DockerConfigTree(JsonNode root, boolean repeatsNames) {
    this.root = root;
    this.repeatsNames = repeatsNames;
  }

  /**
   * Reads a document.
   *
   * @throws JsonProcessingException if it is no JSON
   */
  static DockerConfigTree read(String text) throws JsonProcessingException {
    // To have a value type asked for, even if any, makes Jackson refuse a blank text.
    JsonNode root = JSON.readValue(text, JsonNode.class);
    boolean repeatsNames = false;
    try {
      STRICT.readTree(text);
    } catch (JsonProcessingException e) {
      repeatsNames = true;
    }
    return new DockerConfigTree(root, repeatsNames);
  }

  /** Whether Go might read it otherwise than its letters say: a name twice, or in odd letters. */
  boolean isOdd() {
    return repeatsNames || hasOddNames(root);
  }

  private static boolean hasOddNames(JsonNode node) {
    Set<String> folded = new HashSet<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String name = field.getKey();
      boolean odd =
          name.chars().anyMatch(c -> c > 0x7e) || !folded.add(name.toLowerCase(Locale.ROOT));
      if (odd || hasOddNames(field.getValue())) {
        return true;
      }
    }
    return false;
  }

  /** The credentials by key; empty if the kubelet can't decode it. */
  Optional<Map<String, Credential>> credentials(SecretType type) {
    try {
      return Optional.of(type == SecretType.DOCKER_CFG ? entries(root) : document());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Map<String, Credential> document() {
    for (JsonNode header : object(field(root, "httpheaders")).values()) {
      text(header);
    }
    return entries(field(root, "auths"));
  }

  private static Map<String, Credential> entries(JsonNode map) {
    Map<String, Credential> entries = new LinkedHashMap<>();
    object(map).forEach((key, entry) -> entries.put(key, entry(entry)));
    return entries;
  }

  private static Credential entry(JsonNode entry) {
    object(entry)
        .forEach(
            (name, value) -> {
              if (TEXTS.contains(name.toLowerCase(Locale.ROOT))) {
                text(value);
              }
            });
    String auth = text(field(entry, "auth"));
    return auth.isEmpty()
        ? new Credential(text(field(entry, "username")), text(field(entry, "password")))
        : auth(auth.replaceAll("[\r\n]", ""));
  }

  private static Credential auth(String auth) {
    String pair =
        BASE64.matcher(auth).matches()
            ? new String(Base64.getDecoder().decode(auth), StandardCharsets.ISO_8859_1)
            : "";
    int colon = pair.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException();
    }
    return new Credential(pair.substring(0, colon), pair.substring(colon + 1));
  }

  private static JsonNode field(JsonNode object, String name) {
    for (Map.Entry<String, JsonNode> field : object(object).entrySet()) {
      if (field.getKey().toLowerCase(Locale.ROOT).equals(name)) {
        return field.getValue();
      }
    }
    return MissingNode.getInstance();
  }

  private static Map<String, JsonNode> object(JsonNode node) {
    if (!node.isObject() && !node.isNull() && !node.isMissingNode()) {
      throw new IllegalArgumentException();
    }
    Map<String, JsonNode> fields = new LinkedHashMap<>();
    node.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
    return fields;
  }

  private static String text(JsonNode node) {
    if (!node.isTextual() && !node.isNull() && !node.isMissingNode()) {
      throw new IllegalArgumentException();
    }
    return node.isTextual() ? node.textValue() : "";
  }
}
