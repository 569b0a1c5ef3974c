package io.pullsecrets.registry;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells a key that doesn't do what it seems to be meant for. The kubelet itself says nothing about
 * such keys: they just never match. What can match is known from the grammar of image references
 * ({@code io.pullsecrets.image}).
 */
final class KeyAdvice {

  private KeyAdvice() {}

  /**
   * Why the key never serves what it seems to be meant for, as the predicate of a sentence about
   * the key; empty if nothing speaks against it.
   *
   * @param text the key as written
   * @param key the same as the kubelet holds it; null if it skips the key
   */
  static Optional<String> whyItNeverMatches(String text, @Nullable RegistryKey key) {
    if (hasForeignScheme(text)) {
      return Optional.of(
          "never matches: only https:// and http:// in lower case are taken for a scheme; leave the scheme out.");
    }
    if (key == null) {
      return Optional.of(
          "is not a valid address, so the kubelet skips it; write HOST, HOST:PORT or HOST/PATH.");
    }
    AddressPattern pattern = key.pattern();
    if (pattern == null) {
      return Optional.of(
          "never matches: the kubelet decodes it twice, and what remains is not a valid address; write it without escapes.");
    }
    if (looksLikeDockerHub(pattern.site().host()) && !isDockerHub(key, pattern.site())) {
      return Optional.of(
          "never serves Docker Hub images such as ubuntu; for these write https://index.docker.io/v1/.");
    }
    return whyHostNeverMatches(pattern).or(() -> whyPathNeverMatches(pattern.path()));
  }

  /** {@code HTTPS://reg.io} is read as host {@code HTTPS:} and path {@code //reg.io}. */
  private static boolean hasForeignScheme(String text) {
    int end = text.indexOf("://");
    return end > 0
        && !text.startsWith("http://")
        && !text.startsWith("https://")
        && text.substring(0, end).chars().allMatch(Character::isLetterOrDigit);
  }

  private static boolean looksLikeDockerHub(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.equals("docker.io")
        || name.equals("docker.com")
        || name.endsWith(".docker.io")
        || name.endsWith(".docker.com");
  }

  private static boolean isDockerHub(RegistryKey key, HostPort site) {
    return key.equals(RegistryKey.DOCKER_HUB_FALLBACK) || site.equals(HostPort.DOCKER_HUB);
  }

  private static Optional<String> whyHostNeverMatches(AddressPattern pattern) {
    String host = pattern.site().host();
    boolean hasPort = !pattern.site().port().isEmpty();
    if (host.isEmpty()) {
      return Optional.of("never matches, for it has no host; write HOST, HOST:PORT or HOST/PATH.");
    }
    if (host.startsWith("[")) {
      return Optional.of(
          "never serves the address it names: without a port the brackets are read as a set of characters; add the port.");
    }
    if (!pattern.isLiteral() || (hasPort && host.indexOf(':') >= 0)) {
      return Optional.empty(); // a glob, or an IPv6 address
    }
    if (!holdsOnly(host, "._-", true)
        || host.startsWith(".")
        || host.endsWith(".")
        || host.contains("..")) {
      return Optional.of("never matches, for no image can have such a registry; correct the host.");
    }
    if (!hasPort && host.indexOf('.') < 0 && !hasUpperCase(host) && !host.equals("localhost")) {
      return Optional.of(
          "never matches: a registry's name needs a dot or a port, else it is taken for a Docker Hub user; write the full host.");
    }
    return Optional.empty();
  }

  private static Optional<String> whyPathNeverMatches(String path) {
    if (path.equals("/v1") || path.equals("/v2")) {
      return Optional.of(
          "serves only repositories under that path; end it in a slash, or leave the API version out.");
    }
    if (path.indexOf('*') >= 0 || path.indexOf('[') >= 0) {
      return Optional.of(
          "never matches: a path holds no patterns, it is compared as a prefix; end it before the pattern.");
    }
    if (path.indexOf(':') >= 0 || path.indexOf('@') >= 0) {
      return Optional.of(
          "never matches: an image's tag and digest are not compared; leave them out.");
    }
    if (hasUpperCase(path)) {
      return Optional.of(
          "never matches: repositories are in lower case; write the path in lower case.");
    }
    if (!holdsOnly(path, "/._-", false) || path.contains("//")) {
      return Optional.of(
          "never matches, for no image can have such a path; correct it or leave it out.");
    }
    return Optional.empty();
  }

  private static boolean hasUpperCase(String text) {
    return text.chars().anyMatch(KeyAdvice::isUpperCase);
  }

  private static boolean isUpperCase(int c) {
    return c >= 'A' && c <= 'Z';
  }

  private static boolean holdsOnly(String text, String signs, boolean orUpperCase) {
    return text.chars()
        .allMatch(
            c ->
                (c >= 'a' && c <= 'z')
                    || (c >= '0' && c <= '9')
                    || (orUpperCase && isUpperCase(c))
                    || signs.indexOf(c) >= 0);
  }
}
