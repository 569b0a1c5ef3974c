package io.pullsecrets.injection;

import io.pullsecrets.project.Reach;
import io.pullsecrets.registry.PullSecret;
import java.util.Objects;
import java.util.Optional;

/**
 * A docker Secret of the cluster-wide namespace.
 *
 * @param secret the Secret as it is there; its copies hold what {@link PullSecret#repaired} shows
 * @param reach the projects that its labels mean it for; empty if for none
 */
public record Offer(PullSecret secret, Optional<Reach> reach) {
  public Offer {
    Objects.requireNonNull(secret, "secret");
    Objects.requireNonNull(reach, "reach");
  }
}
