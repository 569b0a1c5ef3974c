package io.pullsecrets.installation;

import io.pullsecrets.demo.InjectorProcess;
import io.pullsecrets.demo.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The packaged server, in place of one pod of the Deployment. */
final class Replica {
  private static final Duration TIME_TO_END = Duration.ofSeconds(40);

  private final InjectorProcess process;
  private final Ports ports;

  private Replica(InjectorProcess process, Ports ports) {
    this.process = process;
    this.ports = ports;
  }

  /**
   * @param number tells its log from those of others
   */
  static Replica start(Map<String, String> environment, int number) {
    try {
      Ports ports = Ports.free();
      Map<String, String> all = new HashMap<>(environment);
      all.put("HOSTNAME", Installation.NAME + "-" + number);
      all.put("QUARKUS_HTTP_HOST", "127.0.0.1");
      all.put("QUARKUS_HTTP_SSL_PORT", Integer.toString(ports.webhook()));
      return new Replica(
          InjectorProcess.start(
              all, ports.management(), Path.of("target", "replica-" + number + ".log")),
          ports);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens for the webhook. */
  int port() {
    return ports.webhook();
  }

  void awaitReady() {
    try {
      process.awaitReady();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Asks it to end, and waits for that as long as a kubelet would. */
  void stop() {
    process.terminate();
    try {
      if (!process.awaitEnd(TIME_TO_END)) {
        throw new AssertionError("the replica doesn't end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  void kill() {
    try {
      process.kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
