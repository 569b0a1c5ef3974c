package io.pullsecrets.observability;

import java.util.Objects;

/**
 * What an Event on a Secret says.
 *
 * @param namespace the Secret's namespace, and the Event's
 * @param name the Secret's name
 * @param uid the Secret's UID
 * @param reason what it is about
 * @param note one or a few sentences for people, of {@link #MAX_NOTE} bytes at most; holds no
 *     content of a Secret but registry keys
 */
public record SecretEvent(
    String namespace, String name, String uid, EventReason reason, String note) {
  /** In UTF-8. The API server refuses a longer note (pkg/apis/core/validation/events.go: 1 kB). */
  public static final int MAX_NOTE = 1024;

  public SecretEvent {
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(uid, "uid");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(note, "note");
  }

  /** Two Events of the same key tell of the same thing at different times. */
  Key key() {
    return new Key(uid, reason);
  }

  /** What an Event is about. */
  record Key(String uid, EventReason reason) {}
}
