package io.pullsecrets.observability;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Says which Events are worth writing, and when, so that the events of a busy cluster don't become
 * a flood: what stays as it is isn't told again for as long as the Event is kept; of one thing
 * there is an Event a minute at most, which tells the latest; and no more than some at a time. Used
 * by one thread.
 */
final class EventPacer {
  /** How long the last Event of a key is followed by none. */
  static final Duration QUIET = Duration.ofMinutes(1);

  /**
   * How long API servers keep an Event, unless told otherwise ({@code --event-ttl}). Within this
   * time one that says the same is counted on, not written anew; after it, what is still so is told
   * again.
   */
  static final Duration SERIES = Duration.ofHours(1);

  static final int MOST_AT_A_TIME = 20;
  private static final Duration NEXT = Duration.ofSeconds(10);

  private final Map<SecretEvent.Key, Told> told = new HashMap<>();

  /**
   * @param due what to write now
   * @param nextLook when something could become due, if nothing new comes
   */
  record Round(List<SecretEvent> due, Optional<Instant> nextLook) {
    Round {
      due = List.copyOf(due);
    }
  }

  /**
   * The Event that was written last.
   *
   * @param note what it says
   * @param at when it was written, or counted on
   * @param eventName its name, by which it can be counted on
   * @param count how often it was told
   * @param standing whether what it tells of has been so ever since
   */
  record Told(String note, Instant at, String eventName, int count, boolean standing) {
    private Told past() {
      return new Told(note, at, eventName, count, false);
    }
  }

  /**
   * Looks at what there is to tell.
   *
   * @param events all of it; what isn't among them (any more) is over
   */
  Round next(Collection<SecretEvent> events, Instant now) {
    Set<SecretEvent.Key> keys = events.stream().map(SecretEvent::key).collect(Collectors.toSet());
    told.values().removeIf(each -> !each.standing() && each.at().plus(SERIES).isBefore(now));
    told.replaceAll((key, last) -> keys.contains(key) ? last : last.past());
    List<SecretEvent> due = new ArrayList<>();
    Optional<Instant> nextLook = Optional.empty();
    for (SecretEvent event : events) {
      Told last = told.get(event.key());
      Instant from = last == null ? now : last.at().plus(isKnown(event, last) ? SERIES : QUIET);
      if (from.isAfter(now)) {
        nextLook = earlier(nextLook, from);
      } else if (due.size() < MOST_AT_A_TIME) {
        due.add(event);
      } else {
        nextLook = earlier(nextLook, now.plus(NEXT));
      }
    }
    return new Round(due, nextLook);
  }

  private static boolean isKnown(SecretEvent event, Told last) {
    return last.standing() && !event.reason().isDeed() && last.note().equals(event.note());
  }

  private static Optional<Instant> earlier(Optional<Instant> one, Instant other) {
    return one.filter(instant -> instant.isBefore(other)).or(() -> Optional.of(other));
  }

  /** The Event that says the same already and can be counted on. */
  Optional<Told> series(SecretEvent event, Instant now) {
    return Optional.ofNullable(told.get(event.key()))
        .filter(last -> last.note().equals(event.note()))
        .filter(last -> last.at().plus(SERIES).isAfter(now));
  }

  /** Remembers that an Event was written. */
  void told(SecretEvent event, String eventName, int count, Instant now) {
    told.put(event.key(), new Told(event.note(), now, eventName, count, true));
  }
}
