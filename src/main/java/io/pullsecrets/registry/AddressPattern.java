package io.pullsecrets.registry;

import java.util.Optional;

/**
 * A registry key in the form in which the kubelet looks it up, taken apart once ({@code URLsMatch}
 * of pkg/credentialprovider/keyring.go).
 */
final class AddressPattern {

  private final HostPort site;
  private final HostPattern host;
  private final String path;

  private AddressPattern(HostPort site, HostPattern host, String path) {
    this.site = site;
    this.host = host;
    this.path = path;
  }

  /** Empty if the kubelet can't read the key when it looks it up: such a key matches nothing. */
  static Optional<AddressPattern> compile(String keyText) {
    return RegistryAddress.parse(keyText)
        .flatMap(
            address -> {
              HostPort site = address.site().shared();
              return HostPattern.compile(site.host())
                  .map(host -> new AddressPattern(site, host, address.path()));
            });
  }

  boolean matches(RegistryAddress image) {
    return matchesPath(image) && matchesSite(image.site());
  }

  /** Ports are compared as text: {@code :443} is not the same as no port. */
  boolean matchesSite(HostPort image) {
    return site.port().equals(image.port()) && host.matches(image.host());
  }

  /** The path is a plain prefix and ends anywhere: {@code /ns} also matches {@code /nsfoo/img}. */
  boolean matchesPath(RegistryAddress image) {
    return image.path().startsWith(path);
  }

  /** Whether it matches on one host and port only, namely {@link #site}. */
  boolean isLiteral() {
    return host.isLiteral();
  }

  HostPort site() {
    return site;
  }

  String path() {
    return path;
  }
}
