package io.pullsecrets.registry;

import static java.util.Objects.requireNonNull;

import io.pullsecrets.image.ImageReference;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One Secret as the kubelet reads it: which registries it has credentials for, and what keeps them
 * from serving.
 *
 * <p>It holds no password once it is read, only a digest by which a changed one shows.
 */
public final class PullSecret {

  private final String namespace;
  private final String name;
  private final boolean decodable;
  private final List<RegistryCredential> credentials;
  private final String credentialsDigest;
  private final List<Finding> findings;
  private final @Nullable PullSecret repaired;

  /**
   * @param repaired null if there is nothing to repair
   */
  PullSecret(
      String namespace,
      String name,
      boolean decodable,
      List<RegistryCredential> credentials,
      String credentialsDigest,
      List<Finding> findings,
      @Nullable PullSecret repaired) {
    this.namespace = requireNonNull(namespace);
    this.name = requireNonNull(name);
    this.decodable = decodable;
    this.credentials = List.copyOf(credentials);
    this.credentialsDigest = requireNonNull(credentialsDigest);
    this.findings = List.copyOf(findings);
    this.repaired = repaired;
  }

  /**
   * Reads a Secret. Nothing in it makes this fail: what the kubelet can't use is told by {@link
   * #isDecodable} and {@link #findings}.
   *
   * @param data the Secret's data, decoded from the API's base64
   */
  public static PullSecret read(
      String namespace, String name, @Nullable String type, Map<String, byte[]> data) {
    return new PullSecretReader(namespace, name).read(type, data);
  }

  /** The same content in another Secret; the two share what they hold of it. */
  public PullSecret named(String newNamespace, String newName) {
    return new PullSecret(
        newNamespace,
        newName,
        decodable,
        credentials,
        credentialsDigest,
        findings,
        repaired == null ? null : repaired.named(newNamespace, newName));
  }

  public String namespace() {
    return namespace;
  }

  public String name() {
    return name;
  }

  /**
   * False if the kubelet fails every image pull of a pod that lists this Secret. A Secret that it
   * ignores is decodable.
   */
  public boolean isDecodable() {
    return decodable;
  }

  /**
   * The credentials the kubelet takes from it, in the order in which it tries them; none if it
   * can't be decoded. A key that the kubelet skips is left out.
   */
  public List<RegistryCredential> credentials() {
    return credentials;
  }

  /** Whether the kubelet takes at least one credential from it that is more than an empty one. */
  public boolean givesCredential() {
    return credentials.stream().anyMatch(credential -> !credential.empty());
  }

  /**
   * Tells whether two Secrets give the kubelet the same credentials under the same keys, however
   * they are written and whatever their type: SHA-256 in lower-case hex over keys, usernames and
   * passwords. Empty if the kubelet can't decode the Secret, which then gives nothing that could be
   * the same.
   *
   * <p>Not to be printed: it would allow to try out passwords.
   */
  public String credentialsDigest() {
    return credentialsDigest;
  }

  /** What its owner should know, at most 50 findings. */
  public List<Finding> findings() {
    return findings;
  }

  /** How this Secret alone answers for the image. */
  public Match match(ImageReference image) {
    return match(ImageAddress.of(image));
  }

  /** How this Secret alone answers for the image. */
  public Match match(ImageAddress image) {
    Match direct = image.address().map(this::matchDirectly).orElse(Match.NONE);
    return direct.kind() == Match.Kind.NONE && image.isDockerHub() ? matchFallback() : direct;
  }

  private Match matchDirectly(RegistryAddress address) {
    Match match = Match.NONE;
    for (RegistryCredential credential : credentials) {
      if (credential.key().matches(address)) {
        match = new Match(Match.Kind.DIRECT, match.givesCredential() || !credential.empty());
      }
    }
    return match;
  }

  private Match matchFallback() {
    Match match = Match.NONE;
    for (RegistryCredential credential : credentials) {
      if (credential.key().equals(RegistryKey.DOCKER_HUB_FALLBACK)) {
        match =
            new Match(
                Match.Kind.DOCKER_HUB_FALLBACK, match.givesCredential() || !credential.empty());
      }
    }
    return match;
  }

  /**
   * The view of a copy that holds all that the kubelet could use of this Secret: a flat map wrapped
   * in {@code auths}, entries that can't be decoded left out. It is this one if the kubelet reads
   * all there is, and always decodable.
   */
  public PullSecret repaired() {
    return repaired == null ? this : repaired;
  }

  /** Whether a copy must differ from this Secret to give the kubelet all it could use. */
  public boolean needsRepair() {
    return repaired != null;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PullSecret that
        && namespace.equals(that.namespace)
        && name.equals(that.name)
        && decodable == that.decodable
        && credentials.equals(that.credentials)
        && credentialsDigest.equals(that.credentialsDigest)
        && findings.equals(that.findings)
        && Objects.equals(repaired, that.repaired);
  }

  @Override
  public int hashCode() {
    return Objects.hash(namespace, name, decodable, credentials);
  }

  /** Namespace and name only. */
  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
