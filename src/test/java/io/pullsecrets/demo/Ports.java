package io.pullsecrets.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;

/**
 * The server's two ports on the loopback interface.
 *
 * @param webhook HTTPS, for the webhook
 * @param management HTTP, for health and metrics
 */
public record Ports(int webhook, int management) {
  /** Two ports that nobody uses now. */
  public static Ports free() throws IOException {
    try (ServerSocket one = bind(0);
        ServerSocket two = bind(0)) {
      return new Ports(one.getLocalPort(), two.getLocalPort());
    }
  }

  /** Those that the environment names in PORT and MANAGEMENT_PORT, or else the usual ones. */
  static Ports from(Map<String, String> environment) {
    return new Ports(
        usable(environment, "PORT", "8443"), usable(environment, "MANAGEMENT_PORT", "9000"));
  }

  private static int usable(Map<String, String> environment, String variable, String otherwise) {
    String value = environment.getOrDefault(variable, "");
    String port = value.isBlank() ? otherwise : value.strip();
    if (!port.matches("[1-9][0-9]{0,4}") || Integer.parseInt(port) > 65535) {
      throw new DemoFailure(variable + "=" + port + " is no port: give a number up to 65535.");
    }
    try (ServerSocket socket = bind(Integer.parseInt(port))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new DemoFailure(
          "Port %s is taken: stop what listens there, or choose another with %s=NUMBER."
              .formatted(port, variable),
          e);
    }
  }

  private static ServerSocket bind(int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
  }
}
