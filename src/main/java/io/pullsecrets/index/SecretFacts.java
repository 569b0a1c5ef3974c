package io.pullsecrets.index;

import io.pullsecrets.injection.DeclarationRule.Mark;
import io.pullsecrets.registry.PullSecret;
import io.pullsecrets.registry.SecretType;
import java.util.Objects;

/**
 * What the index keeps of a docker Secret.
 *
 * @param secret the Secret as the kubelet reads it, without its credentials
 * @param type its type
 * @param clusterWide whether its labels make it a cluster-wide Secret; has an effect only in the
 *     cluster-wide namespace
 * @param mark what it says about its own injection in a project
 */
record SecretFacts(PullSecret secret, SecretType type, boolean clusterWide, Mark mark) {
  SecretFacts {
    Objects.requireNonNull(secret, "secret");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(mark, "mark");
  }
}
