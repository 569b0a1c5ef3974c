package io.pullsecrets.registry;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A credential that says itself when it ends, without the secret itself.
 *
 * @param key where it serves
 * @param expiry when it ends, in seconds since 1970
 */
public record ExpiringToken(RegistryKey key, long expiry) {

  public ExpiringToken {
    requireNonNull(key);
  }

  /**
   * Those among the credentials that the kubelet takes from a Secret, if need be after a repair.
   *
   * @param content the value of the type's data key
   */
  public static List<ExpiringToken> in(SecretType type, byte[] content) {
    List<ExpiringToken> tokens = new ArrayList<>();
    String text = GoString.decodeUtf8(content);
    try {
      for (Map.Entry<String, ConfigEntry> entry :
          DockerConfig.read(type, text).usableEntries().entrySet()) {
        RegistryKey key = RegistryKey.parse(entry.getKey()).orElse(null);
        OptionalLong expiry =
            expiry(text.substring(entry.getValue().start(), entry.getValue().end()));
        if (key != null && expiry.isPresent()) {
          tokens.add(new ExpiringToken(key, expiry.getAsLong()));
        }
      }
    } catch (BrokenJsonException | TooManyRegistriesException e) {
      return List.of(); // a finding tells it
    }
    return tokens;
  }

  private static OptionalLong expiry(String entry) {
    try (JsonParser parser = DockerConfig.JSON.createParser(entry)) {
      parser.nextToken();
      return TokenExpiry.of(ConfigEntryReader.credential(parser).password());
    } catch (UndecodableEntryException e) {
      return OptionalLong.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(
          e); // there is no input that could fail: it is read from memory
    }
  }
}
