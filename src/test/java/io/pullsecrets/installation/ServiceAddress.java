package io.pullsecrets.installation;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands for what nodes make of a Service: a connection to its address goes on to one of its
 * endpoints. One that is open stays with its endpoint, as with kube-proxy.
 */
final class ServiceAddress implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final NetClient client = vertx.createNetClient();
  private final List<Integer> endpoints = new CopyOnWriteArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();
  private final NetServer server;

  /**
   * @param address one of the loopback interface
   * @throws java.util.concurrent.CompletionException if somebody else listens there
   */
  ServiceAddress(String address) {
    server =
        vertx
            .createNetServer(new NetServerOptions().setHost(address).setPort(0))
            .connectHandler(this::connect)
            .listen()
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  /** Where it listens. */
  int port() {
    return server.actualPort();
  }

  /**
   * Takes new connections to this port of the loopback interface too, until {@link #leaveOut} it.
   */
  void leadTo(int endpoint) {
    endpoints.add(endpoint);
  }

  void leaveOut(int endpoint) {
    endpoints.remove((Integer) endpoint);
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private void connect(NetSocket caller) {
    List<Integer> now = List.copyOf(endpoints);
    if (now.isEmpty()) {
      caller.close();
      return;
    }
    caller.pause();
    client
        .connect(now.get(Math.floorMod(turn.getAndIncrement(), now.size())), "127.0.0.1")
        .onFailure(failure -> caller.close())
        .onSuccess(
            endpoint -> {
              caller.closeHandler(closed -> endpoint.close());
              endpoint.closeHandler(closed -> caller.close());
              endpoint.handler(caller::write);
              caller.handler(endpoint::write);
              caller.resume();
            });
  }
}
