package io.pullsecrets.demo;

import io.fabric8.kubernetes.api.model.events.v1.Event;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** The Events on the Secrets of the examples, as {@code kubectl events} would show them. */
final class EventList {
  /** What the examples give reason for. */
  private static final Set<String> EXPECTED = Set.of("Copied", "Repaired", "Unusable");

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final InMemoryCluster cluster;

  EventList(InMemoryCluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Prints them.
   *
   * @return whether all that the examples give reason for are there
   */
  boolean print() {
    boolean complete = true;
    try {
      Awaitility.await().atMost(PATIENCE).until(() -> reasons().containsAll(EXPECTED));
    } catch (ConditionTimeoutException e) {
      complete = false;
    }
    TextTable table = new TextTable().column("SECRET", 26).column("REASON", 17).column("SAYS", 68);
    cluster.events().stream()
        .sorted(
            Comparator.comparing((Event event) -> event.getRegarding().getName())
                .thenComparing(event -> event.getEventTime().getTime()))
        .forEach(
            event ->
                table.row(
                    List.of(
                        event.getRegarding().getNamespace() + "/" + event.getRegarding().getName()),
                    List.of(event.getReason()),
                    List.of(event.getNote())));
    System.out.println("What Events say of the Secrets:\n");
    System.out.println(table);
    if (!complete) {
      System.out.println("WRONG, expected " + EXPECTED + ", got " + reasons());
    }
    return complete;
  }

  private Set<String> reasons() {
    return cluster.events().stream().map(Event::getReason).collect(Collectors.toSet());
  }
}
