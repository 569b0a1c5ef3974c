package io.pullsecrets.index;

import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;

/** An informer, and when its watch was last seen open. Whoever asks looks. */
final class WatchedInformer {
  private final String what;
  private final SharedIndexInformer<?> informer;
  private long seenOpen = System.nanoTime();

  /**
   * Takes the watch for open until the first look.
   *
   * @param what what is watched, as a word for people and metrics
   */
  WatchedInformer(String what, SharedIndexInformer<?> informer) {
    this.what = what;
    this.informer = informer;
  }

  synchronized WatchState look() {
    long now = System.nanoTime();
    if (informer.isWatching()) {
      seenOpen = now;
    }
    return new WatchState(what, Duration.ofNanos(now - seenOpen));
  }

  void stop() {
    informer.stop();
  }
}
