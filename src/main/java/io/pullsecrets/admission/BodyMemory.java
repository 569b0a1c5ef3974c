package io.pullsecrets.admission;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that bodies may fill while they are received. Whoever sends many large ones at once
 * would otherwise end the process, which has no memory left then.
 *
 * <p>Bodies as small as those of ordinary pods don't count, so that nobody who sends large ones
 * keeps them out.
 */
final class BodyMemory {
  /** The largest body that doesn't count. */
  static final long SMALL = 32L << 10;

  private final long limit;
  private final AtomicLong taken = new AtomicLong();

  /**
   * @param limit of all bodies together, in bytes
   */
  BodyMemory(long limit) {
    this.limit = limit;
  }

  /** Whether there is room for a body of this length, which is taken then. */
  boolean take(long length) {
    if (length <= SMALL) {
      return true;
    }
    if (taken.addAndGet(length) > limit) {
      taken.addAndGet(-length);
      return false;
    }
    return true;
  }

  /** Gives back what {@link #take} has taken. */
  void giveBack(long length) {
    if (length > SMALL) {
      taken.addAndGet(-length);
    }
  }

  /** How many bytes are taken now. */
  long taken() {
    return taken.get();
  }
}
