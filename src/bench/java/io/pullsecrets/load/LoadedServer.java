package io.pullsecrets.load;

import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.pullsecrets.ServingCertificate;
import io.pullsecrets.demo.InjectorProcess;
import io.pullsecrets.demo.InjectorProcess.Program;
import io.pullsecrets.demo.Ports;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A server process of which one endpoint is measured. */
final class LoadedServer implements AutoCloseable {
  private final InjectorProcess process;
  private final int port;
  private final int managementPort;
  private final String path;

  private LoadedServer(InjectorProcess process, Ports ports, String path) {
    this.process = process;
    this.port = ports.webhook();
    this.managementPort = ports.management();
    this.path = path;
  }

  /** Starts it beside the API server there and waits until it is ready. */
  static LoadedServer start(
      Program program, String api, ServingCertificate certificate, String path)
      throws IOException, InterruptedException {
    Ports ports = Ports.free();
    InjectorProcess process = InjectorProcess.start(program, api, certificate, ports);
    process.awaitReady();
    return new LoadedServer(process, ports, path);
  }

  int managementPort() {
    return managementPort;
  }

  String path() {
    return path;
  }

  int port() {
    return port;
  }

  Connections connect(EventLoop loop, SslContext trust, List<byte[]> bodies, int count)
      throws InterruptedException {
    return Connections.open(loop, trust, port, path, bodies, count);
  }

  long pid() {
    return process.handle().pid();
  }

  /** The processor time that the process has used. */
  Duration cpu() {
    return process.handle().info().totalCpuDuration().orElseThrow();
  }

  @Override
  public void close() {
    process.close();
  }
}
