package io.pullsecrets.registry;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * A map of registries while it is read: by keys as they are written (Go strings), in the order of
 * the document. What the kubelet can't decode stands apart, so that the rest can be told from it.
 */
final class ConfigEntries {

  /**
   * A Secret of 1 MiB may list a hundred thousand, each of which would stay in memory, and be
   * looked at again whenever the Secret changes. No registry's recipe comes near it.
   */
  static final int MAX_ENTRIES = 1_000;

  /** Of all keys together. */
  static final int MAX_KEY_CHARACTERS = 65_536;

  private final Map<String, ConfigEntry> decoded = new LinkedHashMap<>();
  private final Map<String, String> flaws = new LinkedHashMap<>();
  private final Set<String> repeated = new LinkedHashSet<>();
  private int entries;
  private int keyCharacters;

  /**
   * Reads the value on which the parser stands. For the same key the last one wins, as in a Go map.
   *
   * @throws TooManyRegistriesException if there were too many before
   */
  void read(String name, JsonParser parser) throws IOException {
    entries++;
    keyCharacters += name.length();
    if (entries > MAX_ENTRIES || keyCharacters > MAX_KEY_CHARACTERS) {
      throw new TooManyRegistriesException();
    }
    String key = GoString.ofText(name);
    try {
      if (decoded.put(key, ConfigEntryReader.read(parser)) != null) {
        repeated.add(key);
      }
    } catch (UndecodableEntryException e) {
      flaws.putIfAbsent(key, e.getMessage());
    }
  }

  /** A null in place of the map empties it. Flaws stay: Go has reported them by then. */
  void clear() {
    decoded.clear();
    repeated.clear();
  }

  Map<String, ConfigEntry> decoded() {
    return decoded;
  }

  /** Why an entry can't be decoded, by key. */
  Map<String, String> flaws() {
    return flaws;
  }

  /** Keys that stand in the document more than once. */
  Set<String> repeated() {
    return repeated;
  }
}
