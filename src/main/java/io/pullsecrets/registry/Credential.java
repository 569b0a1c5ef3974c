package io.pullsecrets.registry;

import java.util.List;

/**
 * Username and password of an entry, as Go strings. Lives no longer than the reading of that entry;
 * what is kept of it is its digest.
 */
record Credential(String username, String password) {

  static final Credential NONE = new Credential("", "");

  boolean isEmpty() {
    return username.isEmpty() && password.isEmpty();
  }

  /** The same for the same username and password, and for no others. */
  String digest() {
    return Sha256.hexOfList(List.of(username, password));
  }

  /** Shows nothing of it. */
  @Override
  public String toString() {
    return "***";
  }
}
