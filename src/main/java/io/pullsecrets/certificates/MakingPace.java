package io.pullsecrets.certificates;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How often new certificates are made. Where the clocks of two replicas are far apart, each finds
 * what the other has made of no use; without a pace they would write the Secret, and a CA into the
 * bundle, as fast as the API server takes it.
 */
final class MakingPace {
  /** So many at once, since people try things out. */
  static final int FREE = 5;

  /** After which all is forgotten, too. */
  static final Duration LONGEST_PAUSE = Duration.ofDays(1);

  private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);

  private final LongSupplier nanoTime;
  private int made;
  private long lastMade;

  /**
   * None has been made.
   *
   * @param nanoTime as {@link System#nanoTime}
   */
  MakingPace(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** How long none may be made yet; zero for no longer. */
  Duration pause() {
    if (made < FREE) {
      return Duration.ZERO;
    }
    Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(made - FREE, 11));
    Duration whole = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    Duration left = whole.minus(sinceTheLast());
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** Remembers that one was made. */
  void done() {
    made = sinceTheLast().compareTo(LONGEST_PAUSE) > 0 ? 1 : made + 1;
    lastMade = nanoTime.getAsLong();
  }

  private Duration sinceTheLast() {
    return Duration.ofNanos(nanoTime.getAsLong() - lastMade);
  }
}
