package io.pullsecrets.client;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * A way to a server on which connections can die as they do when a machine loses its power: they
 * stay open, and nothing comes through any more.
 */
final class SilentProxy implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final NetClient client = vertx.createNetClient();
  private final List<Runnable> cuts = new ArrayList<>();
  private final int port;

  SilentProxy(String url) {
    URI server = URI.create(url);
    port =
        done(vertx
                .createNetServer()
                .connectHandler(near -> connect(near, server))
                .listen(0, "127.0.0.1"))
            .actualPort();
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Lets nothing through any more on the connections that are there; new ones are as before. */
  synchronized void silence() {
    cuts.forEach(Runnable::run);
    cuts.clear();
  }

  private void connect(NetSocket near, URI server) {
    near.pause();
    Future<NetSocket> unused =
        client
            .connect(server.getPort(), server.getHost())
            .onSuccess(
                far -> {
                  join(near, far);
                  synchronized (this) {
                    cuts.add(() -> near.handler(bytes -> {}));
                    cuts.add(() -> far.handler(bytes -> {}));
                  }
                  near.resume();
                })
            .onFailure(failure -> near.close());
  }

  private static void join(NetSocket near, NetSocket far) {
    near.handler(far::write);
    far.handler(near::write);
    near.closeHandler(closed -> far.close());
    far.closeHandler(closed -> near.close());
  }

  @Override
  public void close() {
    done(vertx.close());
  }

  private static <T> T done(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }
}
