package io.pullsecrets.start;

import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * The moment from which on the first real request is as quick as any other. What isn't needed for a
 * request waits for it, since until then there is more to do than processors
 * (docs/decisions/014-start-from-the-jvms-cache.md).
 */
@Singleton
public final class WarmUpEnd {
  /** Right behind the warm-up come the first requests, which have waited for it too. */
  private static final Executor LATER = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

  private final CompletableFuture<Void> reached = new CompletableFuture<>();
  private final Executor later;

  public WarmUpEnd() {
    this(LATER);
  }

  WarmUpEnd(Executor later) {
    this.later = later;
  }

  /** Whether the warm-up is over, even if it ended early; stays true from then on. */
  public boolean isReached() {
    return reached.isDone();
  }

  /** Has something done, on another thread, a second after the warm-up's end. */
  public void whenReached(Runnable task) {
    CompletableFuture<Void> unused = reached.thenRunAsync(task, later);
  }

  /** The warm-up is over. */
  public void reach() {
    reached.complete(null);
  }
}
