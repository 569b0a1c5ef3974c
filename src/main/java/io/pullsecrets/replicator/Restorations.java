package io.pullsecrets.replicator;

import io.pullsecrets.project.Project;
import io.pullsecrets.replication.Source;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Slows down the writing of copies that somebody else changes again as soon as they are there: a
 * policy engine, a second installation, a script. Without it, the two would write as fast as the
 * API server can.
 *
 * <p>What counts is how often a namespace was brought in step for the same reason. A new source, a
 * rotation, a project that changes are other reasons, and never wait.
 */
final class Restorations {
  /** So often at once, since people try things out. */
  static final int FREE = 5;

  static final Duration LONGEST = Duration.ofMinutes(1);

  private final Map<String, Last> last = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;

  Restorations(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * All that decides which copies a namespace must have.
   *
   * @param sources all sources
   * @param project the project in the namespace
   */
  record Demand(List<Source> sources, Optional<Project> project) {}

  private record Last(Demand demand, int times, long at) {}

  /** How long nothing may be written in the namespace; zero for no longer. */
  Duration pause(String namespace, Demand demand) {
    Last known = last.get(namespace);
    if (known == null || !known.demand().equals(demand)) {
      return Duration.ZERO;
    }
    Duration left = pause(known.times()).minusNanos(nanoTime.getAsLong() - known.at());
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** Remembers that the namespace was brought in step. */
  void done(String namespace, Demand demand) {
    long now = nanoTime.getAsLong();
    last.compute(
        namespace,
        (key, known) ->
            known == null
                    || !known.demand().equals(demand)
                    || now - known.at() > LONGEST.multipliedBy(2).toNanos()
                ? new Last(demand, 1, now)
                : new Last(demand, known.times() + 1, now));
  }

  void forget(String namespace) {
    last.remove(namespace);
  }

  void forgetAll() {
    last.clear();
  }

  private static Duration pause(int times) {
    if (times < FREE) {
      return Duration.ZERO;
    }
    Duration doubled = Duration.ofSeconds(1L << Math.min(times - FREE, 6));
    return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
  }
}
