package io.pullsecrets.replication;

import io.pullsecrets.project.CopyMark;
import io.pullsecrets.project.Reach;
import io.pullsecrets.registry.SecretType;
import java.util.Objects;

/**
 * A cluster-wide Secret, for all projects or those of a department, as its copies must be.
 *
 * @param name its name, which its copies have too
 * @param uid its UID
 * @param resourceVersion the version that was read; a copy stays as it is if nothing else changes
 * @param type its type
 * @param contentHash {@link io.pullsecrets.registry.Sha256#hex} of the value that copies have under
 *     the type's data key, hence after the repair
 * @param credentialsDigest {@link io.pullsecrets.registry.PullSecret#credentialsDigest} of the
 *     repaired form
 * @param usable whether the repaired form gives the kubelet at least one credential
 * @param reach the projects that it is meant for
 */
public record Source(
    String name,
    String uid,
    String resourceVersion,
    SecretType type,
    String contentHash,
    String credentialsDigest,
    boolean usable,
    Reach reach) {
  public Source {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(uid, "uid");
    Objects.requireNonNull(resourceVersion, "resourceVersion");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(contentHash, "contentHash");
    Objects.requireNonNull(credentialsDigest, "credentialsDigest");
    Objects.requireNonNull(reach, "reach");
  }

  /** The mark that a copy must have. */
  public CopyMark mark(String sourceNamespace) {
    return new CopyMark(sourceNamespace, name, uid, contentHash);
  }

  /** Without the hashes, which would allow to try out passwords. */
  @Override
  public String toString() {
    return name + " (" + uid + ", version " + resourceVersion + ")";
  }
}
