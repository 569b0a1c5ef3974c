package io.pullsecrets.registry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 in lower-case hex: how contents and credentials are compared without being kept. */
public final class Sha256 {

  private Sha256() {}

  /** The hash of a content, the value of a Secret's data key say. */
  public static String hex(byte[] content) {
    return HexFormat.of().formatHex(sha256().digest(content));
  }

  /** The hash of a list of Go strings. Each goes in behind its length, so that no two lists mix. */
  static String hexOfList(List<String> goStrings) {
    MessageDigest digest = sha256();
    for (String goString : goStrings) {
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, goString.length()));
      digest.update(goString.getBytes(ISO_8859_1));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e); // each Java platform must have it
    }
  }
}
