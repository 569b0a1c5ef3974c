package io.pullsecrets.registry;

import io.pullsecrets.image.ImageReference;
import io.pullsecrets.image.PrintableText;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A key of {@code auths}, normalised as the kubelet does when it fills its keyring ({@code Add} of
 * pkg/credentialprovider/keyring.go): host and path, without scheme and API version.
 *
 * <p>The natural order is that of Go's strings, by bytes; the kubelet tries keys in the reverse of
 * it, so that a longer path comes before its own prefix. Equal keys may have been written
 * differently ({@code reg.io}, {@code https://reg.io/v1/}).
 */
public final class RegistryKey implements Comparable<RegistryKey> {

  /** The key under which the kubelet finds credentials for Docker Hub if nothing else matches. */
  static final RegistryKey DOCKER_HUB_FALLBACK = new RegistryKey("index.docker.io");

  private static final int PRINTED_LENGTH = 256;

  /** A Go string. Everything else follows from it, so equality looks at nothing else. */
  private final String value;

  private final @Nullable AddressPattern pattern;

  private RegistryKey(String value) {
    this.value = value;
    this.pattern = AddressPattern.compile(value).orElse(null);
  }

  /**
   * Reads a key as it stands in {@code auths}, given as a Go string; empty if the kubelet skips it.
   */
  static Optional<RegistryKey> parse(String key) {
    boolean hasScheme = key.startsWith("https://") || key.startsWith("http://");
    return GoUrl.parse(hasScheme ? key : "https://" + key)
        .map(url -> new RegistryKey(url.host() + normalisedPath(url.path())));
  }

  private static String normalisedPath(String path) {
    String effective =
        path.startsWith("/v2/") || path.startsWith("/v1/") ? path.substring(3) : path;
    return effective.equals("/") ? "" : effective;
  }

  /** Host and path as the kubelet compares them, a Go string; not safe to print. */
  String value() {
    return value;
  }

  /**
   * Host and path as text for people, safe to print: cut if it is very long, odd characters
   * escaped.
   */
  public String text() {
    return PrintableText.of(GoString.toText(value), PRINTED_LENGTH);
  }

  /** The host with its port as text for people, safe to print as {@link #text} is. */
  public String host() {
    int slash = value.indexOf('/');
    return PrintableText.of(
        GoString.toText(slash < 0 ? value : value.substring(0, slash)), PRINTED_LENGTH);
  }

  /**
   * Whether the key itself matches. What the Docker Hub fallback adds to that, {@link
   * Keyring#lookup} knows.
   */
  public boolean matches(ImageReference image) {
    return RegistryAddress.of(image).filter(this::matches).isPresent();
  }

  boolean matches(RegistryAddress image) {
    return pattern != null && pattern.matches(image);
  }

  /**
   * The form in which the kubelet looks the key up; null if it can't read it then, so that the key
   * matches nothing.
   */
  @Nullable AddressPattern pattern() {
    return pattern;
  }

  @Override
  public int compareTo(RegistryKey other) {
    return value.compareTo(other.value);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RegistryKey that && value.equals(that.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return text();
  }
}
