package io.pullsecrets.replication;

import io.pullsecrets.project.CopyMark;
import java.util.Objects;
import java.util.Optional;

/**
 * A docker Secret that is there, in the namespace of a project or of a former one.
 *
 * @param namespace its namespace
 * @param name its name
 * @param uid its UID
 * @param resourceVersion the version that was read
 * @param type its type, as the API has it
 * @param contentHash {@link io.pullsecrets.registry.Sha256#hex} of the value under its type's data
 *     key; anything else, the empty text say, if there is none
 * @param credentialsDigest {@link io.pullsecrets.registry.PullSecret#credentialsDigest} of the
 *     Secret as it is, not of its repaired form
 * @param mark what makes it a copy of ours; a Secret without is never written
 */
public record PresentSecret(
    String namespace,
    String name,
    String uid,
    String resourceVersion,
    String type,
    String contentHash,
    String credentialsDigest,
    Optional<CopyMark> mark) {
  public PresentSecret {
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(uid, "uid");
    Objects.requireNonNull(resourceVersion, "resourceVersion");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(contentHash, "contentHash");
    Objects.requireNonNull(credentialsDigest, "credentialsDigest");
    Objects.requireNonNull(mark, "mark");
  }

  /** Without the hashes, which would allow to try out passwords. */
  @Override
  public String toString() {
    return namespace + "/" + name + " (" + uid + ", version " + resourceVersion + ")";
  }
}
