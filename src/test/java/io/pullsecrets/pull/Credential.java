package io.pullsecrets.pull;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;

/** Username and password for a registry. */
record Credential(String username, String password) {
  Credential {
    Objects.requireNonNull(username, "username");
    Objects.requireNonNull(password, "password");
  }

  /** The field {@code auth} of a docker config. */
  String auth() {
    return Base64.getEncoder()
        .encodeToString((username + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  static Credential ofAuth(String auth) {
    String[] parts =
        new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8).split(":", 2);
    return new Credential(parts[0], parts[1]);
  }

  /** The password stays out of what tests print. */
  @Override
  public String toString() {
    return username + ":***";
  }
}
