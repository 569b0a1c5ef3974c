package io.pullsecrets.client;

import io.fabric8.kubernetes.client.http.WebSocket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Ends a watch on which nothing comes any more, so that the client opens it anew. When the server's
 * machine is gone, or something in between has forgotten the connection, nobody tells the client,
 * and one that only listens doesn't find out.
 *
 * <p>An API server has something to say about once a minute: a bookmark, on each watch that allows
 * for it, as the client's all do (KEP-956; {@code bookmarkFrequency} in its {@code cacher.go}).
 * Where none comes, as from a server that has seen no change of that kind since it was started,
 * opening the watch anew costs one request and loses nothing, since it goes on from the last
 * version seen.
 */
final class SilenceGuard implements WebSocket.Listener {
  /** Two bookmarks, and some time for a server that is busy. */
  static final Duration LIMIT = Duration.ofSeconds(150);

  private static final Logger LOG = Logger.getLogger(SilenceGuard.class);
  private static final int GOING_AWAY = 1001;

  private final WebSocket.Listener listener;
  private final String path;
  private final Duration limit;
  private final LongSupplier nanoTime;
  private final Timer timer;
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile long heard;

  /** Has something done later. */
  interface Timer {
    /** Runs the task once, that much later or a little after. */
    void after(Duration time, Runnable task);
  }

  /**
   * Passes on to a listener what comes, until nothing has come for some time.
   *
   * @param path what is watched, for the log
   */
  SilenceGuard(
      WebSocket.Listener listener,
      String path,
      Duration limit,
      LongSupplier nanoTime,
      Timer timer) {
    this.listener = listener;
    this.path = path;
    this.limit = limit;
    this.nanoTime = nanoTime;
    this.timer = timer;
  }

  @Override
  public void onOpen(WebSocket socket) {
    heard = nanoTime.getAsLong();
    timer.after(limit, () -> look(socket));
    listener.onOpen(socket);
  }

  @Override
  public void onMessage(WebSocket socket, String text) {
    heard = nanoTime.getAsLong();
    if (!ended.get()) {
      listener.onMessage(socket, text);
    }
  }

  @Override
  public void onMessage(WebSocket socket, ByteBuffer bytes) {
    heard = nanoTime.getAsLong();
    if (!ended.get()) {
      listener.onMessage(socket, bytes);
    }
  }

  @Override
  public void onError(WebSocket socket, Throwable failure) {
    if (ended.compareAndSet(false, true)) {
      listener.onError(socket, failure);
    }
  }

  @Override
  public void onClose(WebSocket socket, int code, String reason) {
    if (ended.compareAndSet(false, true)) {
      listener.onClose(socket, code, reason);
    }
  }

  private void look(WebSocket socket) {
    if (ended.get()) {
      return;
    }
    Duration silence = Duration.ofNanos(nanoTime.getAsLong() - heard);
    if (silence.compareTo(limit) < 0) {
      timer.after(limit.minus(silence), () -> look(socket));
      return;
    }
    String what = "nothing came for " + silence.toSeconds() + " s";
    LOG.debugf("Watching %s anew: %s", path, what);
    onError(socket, new SocketTimeoutException(what));
    // Without an answer, Vert.x closes the connection some seconds later.
    socket.sendClose(GOING_AWAY, what);
  }
}
