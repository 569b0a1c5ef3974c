package io.pullsecrets.index;

import io.pullsecrets.injection.DeclarationRule.Mark;
import io.pullsecrets.project.CopyMark;
import io.pullsecrets.project.Reach;
import io.pullsecrets.registry.PullSecret;
import io.pullsecrets.registry.SecretType;
import java.util.Objects;
import java.util.Optional;

/**
 * What the index keeps of a docker Secret.
 *
 * @param secret the Secret as the kubelet reads it, without its credentials
 * @param type its type
 * @param uid its UID
 * @param resourceVersion the version that was read
 * @param contentHash {@link io.pullsecrets.registry.Sha256#hex} of the value under its type's data
 *     key; of nothing, if there is none
 * @param repairedHash the same for what its copies have there
 * @param reach the projects that its labels mean it for, beyond its own namespace; has an effect
 *     only in the cluster-wide namespace
 * @param mark what it says about its own injection in a project
 * @param copyMark what makes it a copy of ours
 */
public record SecretFacts(
    PullSecret secret,
    SecretType type,
    String uid,
    String resourceVersion,
    String contentHash,
    String repairedHash,
    Optional<Reach> reach,
    Mark mark,
    Optional<CopyMark> copyMark) {
  public SecretFacts {
    Objects.requireNonNull(secret, "secret");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(uid, "uid");
    Objects.requireNonNull(resourceVersion, "resourceVersion");
    Objects.requireNonNull(contentHash, "contentHash");
    Objects.requireNonNull(repairedHash, "repairedHash");
    Objects.requireNonNull(reach, "reach");
    Objects.requireNonNull(mark, "mark");
    Objects.requireNonNull(copyMark, "copyMark");
  }

  /** Without the hashes, which would allow to try out passwords. */
  @Override
  public String toString() {
    return secret + " (" + uid + ", version " + resourceVersion + ")";
  }
}
