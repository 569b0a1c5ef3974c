package io.pullsecrets.start;

import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;

/**
 * The moment from which on the first real request is as quick as any other. What isn't needed for a
 * request waits for it, since until then there is more to do than processors
 * (docs/decisions/014-start-from-the-jvms-cache.md).
 */
@Singleton
public final class WarmUpEnd {
  private final CompletableFuture<Void> reached = new CompletableFuture<>();

  /** Whether the warm-up is over, even if it ended early; stays true from then on. */
  public boolean isReached() {
    return reached.isDone();
  }

  /**
   * Has something done once the warm-up is over: by the thread that says so, or at once by the
   * caller's.
   */
  public void whenReached(Runnable task) {
    CompletableFuture<Void> unused = reached.thenRun(task);
  }

  /** The warm-up is over. */
  public void reach() {
    reached.complete(null);
  }
}
