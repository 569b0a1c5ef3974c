package io.pullsecrets.certificates;

import java.util.Objects;
import java.util.Optional;

/** What the Secret holds that the replicas share. */
sealed interface StoredCertificates {
  /** There is no Secret. */
  record Missing() implements StoredCertificates {}

  /** Somebody else made the Secret. It is never written. */
  record Foreign() implements StoredCertificates {}

  /**
   * We made it.
   *
   * @param current what all replicas serve; empty if it can't be read
   * @param next what they will serve when the API server trusts it
   */
  record Ours(Optional<OwnCertificate> current, Optional<OwnCertificate> next)
      implements StoredCertificates {
    public Ours {
      Objects.requireNonNull(current, "current");
      Objects.requireNonNull(next, "next");
    }
  }

  /** Empty too if there is no Secret of ours. */
  default Optional<OwnCertificate> current() {
    return Optional.empty();
  }

  /** Empty too if there is no Secret of ours. */
  default Optional<OwnCertificate> next() {
    return Optional.empty();
  }
}
