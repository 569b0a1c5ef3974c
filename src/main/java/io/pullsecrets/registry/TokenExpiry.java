package io.pullsecrets.registry;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.OptionalLong;

/** Finds the end of its life in a password that is a token. */
final class TokenExpiry {

  private TokenExpiry() {}

  /**
   * Reads the claim {@code exp} of a JSON Web Token (RFC 7519), and the field {@code expiration} of
   * Amazon's registry tokens, which are a JSON object in base64.
   *
   * @param password a Go string
   * @return seconds since 1970; empty if the password tells none
   */
  static OptionalLong of(String password) {
    String[] parts = password.split("\\.", -1);
    return parts.length == 3
        ? number(parts[1], "exp", Base64.getUrlDecoder())
        : number(password, "expiration", Base64.getDecoder());
  }

  private static OptionalLong number(String base64, String field, Base64.Decoder decoder) {
    if (!base64.startsWith("ey")) { // the beginning of an object in base64
      return OptionalLong.empty();
    }
    try (JsonParser json =
        DockerConfig.JSON.createParser(
            new String(decoder.decode(base64), StandardCharsets.UTF_8))) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return OptionalLong.empty();
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = json.currentName().equals(field);
        JsonToken value = json.nextToken();
        if (wanted && value != null && value.isNumeric()) {
          return OptionalLong.of(json.getValueAsLong());
        }
        json.skipChildren();
      }
      return OptionalLong.empty();
    } catch (IllegalArgumentException | IOException e) {
      return OptionalLong.empty(); // no such token
    }
  }
}
