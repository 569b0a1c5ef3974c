package io.pullsecrets.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * Writes the content of a Secret so that the kubelet can use all that is usable in it: what {@link
 * PullSecret#repaired} sees, as data for a copy. Usable entries are taken over to the letter.
 */
public final class PullSecretRepair {

  /** Without a pool of buffers, which would keep passwords. */
  private static final JsonFactory JSON =
      JsonFactory.builder().recyclerPool(JsonRecyclerPools.nonRecyclingPool()).build();

  private PullSecretRepair() {}

  /**
   * Repairs the value of the type's data key.
   *
   * @return {@code content} itself if there is nothing to repair; else a value for the same key,
   *     which may list no registry
   */
  public static byte[] repair(SecretType type, byte[] content) {
    if (content.length == 0) {
      return content;
    }
    String text = GoString.decodeUtf8(content);
    Map<String, ConfigEntry> usable;
    try {
      DockerConfig config = DockerConfig.read(type, text);
      if (!config.needsRepair()) {
        return content;
      }
      usable = config.usableEntries();
    } catch (TooManyRegistriesException e) {
      return content; // not looked at, so not copied either
    } catch (BrokenJsonException e) {
      usable = Map.of();
    }
    return write(type, text, usable);
  }

  private static byte[] write(SecretType type, String text, Map<String, ConfigEntry> entries) {
    ByteArrayOutputStream content = new ByteArrayOutputStream(text.length());
    try (JsonGenerator json = JSON.createGenerator(content)) { // its end closes the open objects
      json.writeStartObject();
      if (type == SecretType.DOCKER_CONFIG_JSON) {
        json.writeObjectFieldStart("auths");
      }
      for (Map.Entry<String, ConfigEntry> entry : entries.entrySet()) {
        int start = entry.getValue().start();
        json.writeFieldName(GoString.toText(entry.getKey()));
        json.writeRawValue(text, start, entry.getValue().end() - start);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // there is no output that could fail: it goes to memory
    }
    return content.toByteArray();
  }
}
