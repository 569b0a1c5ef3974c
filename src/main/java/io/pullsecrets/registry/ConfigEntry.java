package io.pullsecrets.registry;

/**
 * One decoded entry of a docker config, without its secrets.
 *
 * @param empty neither username nor password
 * @param token an identity or registry token, which the kubelet doesn't read
 * @param digest {@link Credential#digest} of username and password
 * @param start where its value begins in the text of the document
 * @param end where its value ends
 */
record ConfigEntry(boolean empty, boolean token, String digest, int start, int end) {
  /** Without the digest, which would allow to try out passwords. */
  @Override
  public String toString() {
    return "entry at " + start;
  }
}
