package io.pullsecrets.page;

import java.util.regex.Pattern;

/**
 * Who may see the page. It has no login: what guards it is the right to open a connection inside
 * the pod, which {@code kubectl port-forward} asks for. So it is for connections over the pod's own
 * loopback interface only, whatever a NetworkPolicy lets through to the port.
 */
final class Visitor {
  /** Those exactly: Istio's proxy brings what comes from outside as 127.0.0.6. */
  private static final Pattern LOOPBACK = Pattern.compile("127\\.0\\.0\\.1|0:0:0:0:0:0:0:1|::1");

  /**
   * No name but this one: a web site could have its own name resolve to 127.0.0.1, and read with
   * its visitor's forwarded port what isn't meant for it (DNS rebinding).
   */
  private static final Pattern LOCAL_HOST =
      Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1\\])(:[0-9]{1,5})?");

  private Visitor() {}

  /**
   * Whether a request may be answered.
   *
   * @param address the address that the connection comes from
   * @param host what the request calls the server, with its port if it says one
   */
  static boolean isWelcome(String address, String host) {
    return LOOPBACK.matcher(address).matches() && LOCAL_HOST.matcher(host).matches();
  }
}
