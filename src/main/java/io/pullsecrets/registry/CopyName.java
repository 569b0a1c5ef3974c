package io.pullsecrets.registry;

import java.nio.charset.StandardCharsets;

/** How a copy of a Secret is named where the Secret's own name is taken. */
public final class CopyName {

  /** The API server's limit for names of Secrets (DNS-1123 subdomains). */
  private static final int MAX_LENGTH = 253;

  private static final int HASH_LENGTH = 10;

  private CopyName() {}

  /**
   * The other name, always the same for the same name: its beginning and a part of its hash.
   *
   * @param name the valid name of a Secret
   * @return again a valid name
   */
  public static String derived(String name) {
    int end = Math.min(name.length(), MAX_LENGTH - HASH_LENGTH - 1);
    while (end > 0 && name.charAt(end - 1) == '.') {
      end--; // no label begins with the dash that follows
    }
    String hash = Sha256.hex(name.getBytes(StandardCharsets.UTF_8)).substring(0, HASH_LENGTH);
    return name.substring(0, end) + "-" + hash;
  }
}
