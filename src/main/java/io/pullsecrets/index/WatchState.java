package io.pullsecrets.index;

import java.time.Duration;
import java.util.Objects;

/**
 * How a watch does that keeps the index in step.
 *
 * @param what what is watched: a fixed word, or the name of a configured custom resource
 * @param silence how long ago it was last known to work: zero as long as it is open. One whose
 *     connection has died unnoticed counts as open until nothing has come for two and a half
 *     minutes
 */
public record WatchState(String what, Duration silence) {
  public WatchState {
    Objects.requireNonNull(what, "what");
    Objects.requireNonNull(silence, "silence");
  }
}
