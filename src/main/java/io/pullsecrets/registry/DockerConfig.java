package io.pullsecrets.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The content of a pull secret, decoded as Go's encoding/json decodes it into {@code
 * DockerConfigJSON} or {@code DockerConfig} (pkg/credentialprovider/config.go); it holds no
 * secrets.
 *
 * <p>Go returns one error for the whole document; here reading goes on after an error in one place,
 * to tell what a repair could save. Only where the JSON itself is broken nothing can be told.
 */
final class DockerConfig {

  /** Go's limit. */
  private static final int MAX_LEVELS = 10_000;

  static final JsonFactory JSON = json(MAX_LEVELS);

  /** What is below the limit one level deeper as well. */
  private static final JsonFactory ONE_LEVEL_LESS = json(MAX_LEVELS - 1);

  private final ConfigEntries registries = new ConfigEntries();

  /**
   * Objects that stand where {@code auths} should, read as if they were entries: the kubelet
   * doesn't look at them.
   */
  private final ConfigEntries besideAuths = new ConfigEntries();

  private final Set<String> flaws = new LinkedHashSet<>();
  private boolean hasAuths;
  private boolean credentialHelper;

  private DockerConfig() {}

  /**
   * Go has no limit for lengths, which the 1 MiB of a Secret bounds. Names are not pooled: their
   * hashes could be made to collide, at which Jackson gives up. Nor are buffers, which hold
   * passwords.
   */
  private static JsonFactory json(int levels) {
    return JsonFactory.builder()
        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(levels)
                .maxNameLength(Integer.MAX_VALUE)
                .maxNumberLength(Integer.MAX_VALUE)
                .maxStringLength(Integer.MAX_VALUE)
                .build())
        .build();
  }

  /**
   * Reads the value of the type's data key.
   *
   * @param text decoded by {@link GoString#decodeUtf8}
   * @throws TooManyRegistriesException if it lists more than is looked at; what comes behind them
   *     may be no JSON
   */
  static DockerConfig read(SecretType type, String text)
      throws BrokenJsonException, TooManyRegistriesException {
    DockerConfig config = new DockerConfig();
    try (JsonParser parser = JSON.createParser(text)) {
      if (!config.readDocument(type, parser)) {
        throw new BrokenJsonException(parser.currentLocation());
      }
    } catch (TooManyRegistriesException e) {
      throw e;
    } catch (IOException e) {
      // there is no input that could fail: the parser reads from memory
      throw new UncheckedIOException(e);
    }
    if (config.isFlatMap() && !hasRoomForAuths(text)) {
      config.besideAuths.clear(); // the kubelet could read no copy that has them under auths
    }
    return config;
  }

  private static boolean hasRoomForAuths(String document) {
    try (JsonParser parser = ONE_LEVEL_LESS.createParser(document)) {
      parser.nextToken();
      parser.skipChildren();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** False if it is no JSON. */
  private boolean readDocument(SecretType type, JsonParser parser) throws IOException {
    try {
      JsonToken start = parser.nextToken();
      if (start == JsonToken.START_OBJECT) {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          if (type == SecretType.DOCKER_CFG) {
            registries.read(name, parser);
          } else {
            readField(name, parser);
          }
        }
      } else if (start != JsonToken.VALUE_NULL) { // a null leaves everything empty
        flaws.add("the value is not an object");
        parser.skipChildren();
      }
      return start != null && parser.nextToken() == null;
    } catch (JsonProcessingException e) {
      return false; // its message quotes the content, and it doesn't always know the place
    }
  }

  private void readField(String name, JsonParser parser) throws IOException {
    if (GoFieldName.matches(name, "auths")) {
      hasAuths = true;
      readAuths(parser);
    } else if (GoFieldName.matches(name, "httpheaders")) {
      readHttpHeaders(parser);
    } else {
      if (GoFieldName.matches(name, "credsstore") || GoFieldName.matches(name, "credhelpers")) {
        credentialHelper |= parser.currentToken() != JsonToken.VALUE_NULL;
      }
      if (parser.currentToken() == JsonToken.START_OBJECT) {
        besideAuths.read(name, parser);
      } else {
        parser.skipChildren();
      }
    }
  }

  /** Several {@code auths} fill one map. */
  private void readAuths(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        parser.nextToken();
        registries.read(name, parser);
      }
    } else if (parser.currentToken() == JsonToken.VALUE_NULL) {
      registries.clear();
    } else {
      flaws.add("auths is not an object");
      parser.skipChildren();
    }
  }

  /**
   * The kubelet has no use for the headers, but it decodes them, so a value of the wrong type fails
   * the Secret.
   */
  private void readHttpHeaders(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        JsonToken value = parser.nextToken();
        if (value != JsonToken.VALUE_STRING && value != JsonToken.VALUE_NULL) {
          flaws.add("a value in HttpHeaders is not a text");
          parser.skipChildren();
        }
      }
    } else if (parser.currentToken() != JsonToken.VALUE_NULL) {
      flaws.add("HttpHeaders is not an object");
      parser.skipChildren();
    }
  }

  /**
   * Whether the kubelet can't use something that a repair would save, or can't use any of it
   * because of a part.
   */
  boolean needsRepair() {
    return !isDecodable() || isFlatMap();
  }

  /** Whether the kubelet decodes it without an error. */
  boolean isDecodable() {
    return flaws.isEmpty() && registries.flaws().isEmpty();
  }

  /**
   * Whether registries stand at the top of a document that has no {@code auths}. An object counts
   * as one only if it holds a credential, for other settings of docker are objects as well.
   */
  boolean isFlatMap() {
    return !hasAuths && besideAuths.decoded().values().stream().anyMatch(entry -> !entry.empty());
  }

  /** What the kubelet can use of it, or could after a repair, by key as written. */
  Map<String, ConfigEntry> usableEntries() {
    if (!isFlatMap()) {
      return registries.decoded();
    }
    Map<String, ConfigEntry> usable = new LinkedHashMap<>(besideAuths.decoded());
    usable.values().removeIf(ConfigEntry::empty);
    return usable;
  }

  /** The entries that are lost, and why, by key as written. */
  Map<String, String> entryFlaws() {
    return isFlatMap() ? besideAuths.flaws() : registries.flaws();
  }

  /** Keys that stand there more than once, as written. */
  Set<String> repeatedKeys() {
    return isFlatMap() ? besideAuths.repeated() : registries.repeated();
  }

  /** What is wrong outside the entries. */
  Set<String> flaws() {
    return flaws;
  }

  /** Whether docker is told to ask a helper for credentials. */
  boolean namesCredentialHelper() {
    return credentialHelper;
  }
}
