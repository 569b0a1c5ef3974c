package io.pullsecrets.replicator;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keys that are due to be worked on. A key that is due already isn't queued again; no two workers
 * are at the same key; one that comes while a worker is at it is looked at once more.
 *
 * <p>A key whose work fails waits by itself, twice as long each time and with jitter, so that those
 * that failed together don't come back together. News about it don't shorten that time, unless they
 * make it another piece of work ({@link #addAnew}).
 */
final class WorkQueue implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(WorkQueue.class);

  /** After a failure, the first time; after further ones up to 128 times as long. */
  static final Duration FIRST_RETRY = Duration.ofMillis(500);

  private static final int MOST_DOUBLINGS = 7;
  private static final Result UNEXPECTED = new Result.Failed(Duration.ZERO, true);

  private final Function<String, Result> work;
  private final Runnable onIdle;
  private final Duration firstRetry;
  private final ScheduledThreadPoolExecutor workers;

  // All guarded by this.
  private final Set<String> due = new HashSet<>();
  private final Set<String> inWork = new HashSet<>();
  private final Set<String> again = new HashSet<>();
  private final Set<String> anew = new HashSet<>();
  private final Map<String, Retry> retries = new HashMap<>();
  private final Map<String, Integer> failures = new HashMap<>();
  private int active;

  /**
   * @param workers how many keys are worked on at a time
   * @param work what to do for a key
   * @param onIdle called when no key is due but those that wait after a failure
   * @param firstRetry {@link #FIRST_RETRY}
   */
  WorkQueue(int workers, Function<String, Result> work, Runnable onIdle, Duration firstRetry) {
    this.work = work;
    this.onIdle = onIdle;
    this.firstRetry = firstRetry;
    this.workers =
        new ScheduledThreadPoolExecutor(
            workers,
            task -> {
              Thread thread = new Thread(task, "replicator");
              thread.setDaemon(true);
              return thread;
            });
    this.workers.setRemoveOnCancelPolicy(true);
  }

  /** How the work for a key ended. */
  sealed interface Result {
    /** There is nothing left to do. */
    record Done() implements Result {}

    /**
     * It has to be tried again.
     *
     * @param notBefore how long to wait at least
     * @param mayBeCutShort whether other work for the key needn't wait for that
     */
    record Failed(Duration notBefore, boolean mayBeCutShort) implements Result {}
  }

  /** Has a key worked on as soon as a worker is free. */
  synchronized void add(String key) {
    if (inWork.contains(key)) {
      again.add(key);
    } else if (due.add(key)) {
      active++;
      if (!workers.isShutdown()) {
        workers.execute(() -> run(key, null));
      }
    }
  }

  /**
   * The same for a key whose work is another now than when it failed: what is left of a wait is cut
   * short, if it may be.
   */
  synchronized void addAnew(String key) {
    Retry retry = retries.get(key);
    if (retry != null && retry.mayBeCutShort) {
      retries.remove(key);
      retry.timer.cancel(false);
      due.remove(key);
      failures.remove(key);
    } else if (inWork.contains(key)) {
      anew.add(key);
    }
    add(key);
  }

  /** Has something done from time to time, on one of the workers. */
  synchronized void repeat(Runnable task, Duration interval) {
    ScheduledFuture<?> unused =
        workers.scheduleWithFixedDelay(
            task, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Starts no more work; what is under way is interrupted. */
  @Override
  public void close() {
    workers.shutdownNow();
  }

  /** A wait after a failure. */
  private final class Retry {
    private final boolean mayBeCutShort;
    private final ScheduledFuture<?> timer;

    Retry(String key, Duration delay, boolean mayBeCutShort) {
      this.mayBeCutShort = mayBeCutShort;
      this.timer = workers.schedule(() -> run(key, this), delay.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void run(String key, @Nullable Retry retry) {
    synchronized (this) {
      if (retry != null && !retries.remove(key, retry)) {
        return; // cut short when it had just begun
      }
      due.remove(key);
      inWork.add(key);
      if (retry != null) {
        active++;
      }
    }
    Result result = UNEXPECTED;
    try {
      result = work.apply(key);
    } catch (RuntimeException e) {
      LOG.errorf(e, "Work on %s ended unexpectedly and is tried again", key);
    } finally {
      done(key, result);
    }
  }

  private void done(String key, Result result) {
    boolean idle;
    synchronized (this) {
      inWork.remove(key);
      active--;
      boolean isDueAgain = again.remove(key);
      boolean isDueAnew = anew.remove(key);
      if (result instanceof Result.Failed failed && !(isDueAnew && failed.mayBeCutShort())) {
        due.add(key);
        if (!workers.isShutdown()) {
          retries.put(key, new Retry(key, delay(key, failed.notBefore()), failed.mayBeCutShort()));
        }
      } else {
        failures.remove(key);
        if (isDueAgain) {
          add(key);
        }
      }
      idle = active == 0;
    }
    if (idle) {
      onIdle.run();
    }
  }

  private Duration delay(String key, Duration notBefore) {
    int failed = failures.merge(key, 1, Integer::sum);
    long most = firstRetry.toMillis() << Math.min(failed - 1, MOST_DOUBLINGS);
    long jittered = ThreadLocalRandom.current().nextLong(most / 2, most + 1);
    return notBefore.plusMillis(jittered);
  }
}
