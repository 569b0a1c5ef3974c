package io.pullsecrets.client;

import io.fabric8.kubernetes.client.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Ends a watch on which nothing comes any more, so that the client opens it anew. When the server's
 * machine is gone, or something in between has forgotten the connection, nobody tells the client,
 * and one that only listens doesn't find out.
 *
 * <p>Where something of the kind changes anywhere in the cluster, or etcd tells how far it is, an
 * API server sends a bookmark about once a minute on each watch that allows for it, as the client's
 * all do (KEP-956; {@code bookmarkFrequency} in its {@code cacher.go}). Where nothing does, opening
 * the watch anew loses nothing, since it goes on from the last version seen. It costs one request,
 * or a new list where that version is too old by then.
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

  /** None before it is open and after its end: what is due later must not keep a connection. */
  private volatile @Nullable WebSocket open;

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
    open = socket;
    timer.after(limit, this::look);
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
    if (end()) {
      listener.onError(socket, failure);
    }
  }

  @Override
  public void onClose(WebSocket socket, int code, String reason) {
    if (end()) {
      listener.onClose(socket, code, reason);
    }
  }

  /** Whether this is the end, and not after it. */
  private boolean end() {
    open = null;
    return ended.compareAndSet(false, true);
  }

  private void look() {
    WebSocket socket = open;
    if (socket == null) {
      return;
    }
    Duration silence = Duration.ofNanos(nanoTime.getAsLong() - heard);
    if (silence.compareTo(limit) < 0) {
      timer.after(limit.minus(silence), this::look);
      return;
    }
    String what = "nothing came for " + silence.toSeconds() + " s";
    LOG.debugf("Watching %s anew: %s", path, what);
    // As if the server had: the client counts nothing against it, and begins anew.
    onClose(socket, GOING_AWAY, what);
    // Without an answer, Vert.x closes the connection ten seconds later.
    socket.sendClose(GOING_AWAY, what);
  }
}
