package io.pullsecrets.registry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Base64;

/**
 * The {@code auth} field of an entry: {@code username:password} in base64 ({@code
 * decodeDockerConfigFieldAuth} of pkg/credentialprovider/config.go).
 *
 * <p>Go takes the standard alphabet, padded if the text ends in {@code =} and else unpadded,
 * ignores unused bits, and skips {@code \r} and {@code \n} anywhere. Once these are gone, Java's
 * decoder accepts exactly the same.
 */
final class AuthField {

  private AuthField() {}

  /**
   * Splits it at the first colon.
   *
   * @param auth not empty, for then the kubelet doesn't look at it
   */
  static Credential decode(String auth) throws UndecodableEntryException {
    byte[] decoded;
    try {
      decoded = Base64.getDecoder().decode(auth.replace("\r", "").replace("\n", ""));
    } catch (IllegalArgumentException e) {
      // not kept as the cause, for its message tells about the content
      throw new UndecodableEntryException("its auth is not standard base64");
    }
    String pair = new String(decoded, ISO_8859_1); // a Go string
    int colon = pair.indexOf(':');
    if (colon < 0) {
      throw new UndecodableEntryException("its auth has no colon between username and password");
    }
    return new Credential(pair.substring(0, colon), pair.substring(colon + 1));
  }
}
