package io.pullsecrets.journal;

import io.pullsecrets.injection.Decision;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The last decisions of this replica, in memory. Adding one takes no lock, for admission mustn't
 * wait. Begins when the server is ready.
 */
@Singleton
public final class RecentDecisions {
  /** How many are kept. */
  public static final int CAPACITY = 100;

  private final Clock clock;
  private final AtomicReferenceArray<RecordedDecision> ring = new AtomicReferenceArray<>(CAPACITY);
  private final AtomicLong added = new AtomicLong();
  private volatile boolean recording;

  @Inject
  public RecentDecisions() {
    this(Clock.systemUTC());
  }

  RecentDecisions(Clock clock) {
    this.clock = clock;
  }

  /** From here on; what came before was the warm-up. */
  public void begin() {
    recording = true;
  }

  /**
   * Keeps a decision, in place of the oldest.
   *
   * @param operation the request's operation
   * @param namespace the request's namespace
   * @param pod what the pod is called, as far as it has a name
   */
  public void add(String operation, String namespace, String pod, Decision decision) {
    if (recording) {
      ring.set(
          (int) (added.getAndIncrement() % CAPACITY),
          RecordedDecision.of(clock.instant(), operation, namespace, pod, decision));
    }
  }

  /** Those that are kept, the latest first. */
  public List<RecordedDecision> latestFirst() {
    List<RecordedDecision> latest = new ArrayList<>();
    long newest = added.get() - 1;
    for (long i = newest; i >= 0 && i > newest - CAPACITY; i--) {
      RecordedDecision each = ring.get((int) (i % CAPACITY));
      if (each != null) { // null while another thread is about to set it
        latest.add(each);
      }
    }
    return latest;
  }
}
