package io.pullsecrets.registry;

import org.jspecify.annotations.Nullable;

/**
 * A URL's host, split as the kubelet compares it ({@code SplitURL} of
 * pkg/credentialprovider/keyring.go over {@code SplitHostPort} of Go's net).
 *
 * @param host without brackets where there is a port; all of the URL's host, brackets included,
 *     where Go's function fails. So {@code [::1]:5000} is host {@code ::1}, yet {@code [::1]} stays
 *     in brackets, which a key then reads as a character class
 * @param port empty if there is none; the empty port of {@code reg.io:} is the same
 */
record HostPort(String host, String port) implements Comparable<HostPort> {

  static final HostPort DOCKER_HUB = new HostPort("docker.io", "");

  /** The same with one string for each host, of which there are few in very many Secrets. */
  HostPort shared() {
    return new HostPort(host.intern(), port);
  }

  /**
   * An order, with which a hash map stays quick for hosts that somebody has chosen for their equal
   * hashes.
   */
  @Override
  public int compareTo(HostPort other) {
    int byHost = host.compareTo(other.host);
    return byHost == 0 ? port.compareTo(other.port) : byHost;
  }

  // By hand: docs/decisions/014-start-from-the-jvms-cache.md
  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof HostPort other && host.equals(other.host) && port.equals(other.port);
  }

  @Override
  public int hashCode() {
    return 31 * host.hashCode() + port.hashCode();
  }

  static HostPort split(String urlHost) {
    int colon = urlHost.lastIndexOf(':');
    HostPort whole = new HostPort(urlHost, "");
    if (colon < 0) {
      return whole;
    }
    String host = urlHost.substring(0, colon);
    if (host.startsWith("[")) {
      // the first closing bracket must be the one before the port
      if (host.indexOf(']') != colon - 1) {
        return whole;
      }
      host = host.substring(1, colon - 1);
    } else if (host.indexOf(':') >= 0) {
      return whole;
    }
    if (host.indexOf('[') >= 0 || host.indexOf(']') >= 0) {
      return whole;
    }
    return new HostPort(host, urlHost.substring(colon + 1));
  }
}
