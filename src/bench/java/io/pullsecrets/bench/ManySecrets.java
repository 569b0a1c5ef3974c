package io.pullsecrets.bench;

import io.pullsecrets.PullSecrets;
import io.pullsecrets.registry.PullSecret;
import io.pullsecrets.registry.PullSecretIndex;
import java.util.ArrayList;
import java.util.List;

/** A cluster with many pull secrets, each for a registry of its own. */
public final class ManySecrets {
  private ManySecrets() {}

  /**
   * An index of Secrets. Those named {@code example}, {@code hub} and {@code quay} serve
   * registry.example.com, Docker Hub and quay.io; all others serve registries that no image of the
   * benchmarks names.
   *
   * @param count how many there are
   * @param globs how many of the others have a key with a {@code *}
   */
  public static PullSecretIndex index(int count, int globs) {
    List<PullSecret> secrets = new ArrayList<>();
    secrets.add(PullSecrets.withKeys("example", "registry.example.com"));
    secrets.add(PullSecrets.withKeys("hub", "https://index.docker.io/v1/"));
    secrets.add(PullSecrets.withKeys("quay", "quay.io"));
    for (int i = secrets.size(); i < count; i++) {
      String key =
          i < globs + 3 ? "*.site-" + i + ".example.net" : "registry-" + i + ".example.net";
      secrets.add(PullSecrets.withKeys("registry-" + i, key));
    }
    return PullSecretIndex.of(secrets);
  }
}
