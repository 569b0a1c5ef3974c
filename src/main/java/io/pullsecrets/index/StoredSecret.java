package io.pullsecrets.index;

import io.pullsecrets.registry.ExpiringToken;
import io.pullsecrets.registry.PullSecret;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A Secret with registry credentials, or one that was meant to have some, with all that tells its
 * age.
 *
 * @param secret the Secret as the kubelet reads it
 * @param tokens the credentials in it that say themselves when they end
 * @param created when it was made, as the API server wrote it; empty if nothing says it
 * @param written when its data were written last, likewise
 */
public record StoredSecret(
    PullSecret secret,
    List<ExpiringToken> tokens,
    Optional<String> created,
    Optional<String> written) {
  public StoredSecret {
    Objects.requireNonNull(secret, "secret");
    tokens = List.copyOf(tokens);
    Objects.requireNonNull(created, "created");
    Objects.requireNonNull(written, "written");
  }
}
