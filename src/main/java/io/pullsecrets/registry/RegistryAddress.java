package io.pullsecrets.registry;

import io.pullsecrets.image.ImageReference;
import java.util.Optional;

/**
 * What the kubelet compares: the form that keys and images take when they are looked up ({@code
 * ParseSchemelessURL} of pkg/credentialprovider/keyring.go). A key comes here already decoded once,
 * so that what was escaped twice is decoded twice.
 *
 * @param site host and port
 * @param path decoded; empty, or begins with a slash
 */
record RegistryAddress(HostPort site, String path) {

  /** Reads a Go string without scheme; empty if the kubelet can't, so that it matches nothing. */
  static Optional<RegistryAddress> parse(String schemeless) {
    return GoUrl.parse("https://" + schemeless)
        .map(url -> new RegistryAddress(HostPort.split(url.host()), url.path()));
  }

  /**
   * The address of an image; empty where the name is valid and no URL, as {@code [1:2]:5000/app}.
   */
  static Optional<RegistryAddress> of(ImageReference image) {
    return parse(image.name()); // names are ASCII, hence Go strings as they are
  }
}
