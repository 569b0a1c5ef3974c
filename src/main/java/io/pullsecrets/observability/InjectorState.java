package io.pullsecrets.observability;

import io.pullsecrets.index.IndexSizes;
import io.pullsecrets.index.WatchState;
import io.pullsecrets.replicator.ReplicationState;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What this replica knows and does, at one moment: the facts that everything prints which tells how
 * the injector does.
 *
 * @param at the moment
 * @param index how much the index holds
 * @param watches how each watch does that keeps the index in step
 * @param replication whether this replica leads and, if so, what it knows of the copies
 * @param leader which replica leads, as the Lease has it, if that is known
 * @param problems what is so of Secrets and told by an Event; only if this replica leads
 * @param certificateValidUntil when the served certificate ends; empty while none is served
 */
public record InjectorState(
    Instant at,
    IndexSizes index,
    List<WatchState> watches,
    ReplicationState replication,
    Optional<String> leader,
    List<SecretEvent> problems,
    Optional<Instant> certificateValidUntil) {
  public InjectorState {
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(index, "index");
    watches = List.copyOf(watches);
    Objects.requireNonNull(replication, "replication");
    Objects.requireNonNull(leader, "leader");
    problems = List.copyOf(problems);
    Objects.requireNonNull(certificateValidUntil, "certificateValidUntil");
  }

  /** Of how many Secrets something is so that an Event of this reason tells. */
  public int problems(EventReason reason) {
    return (int) problems.stream().filter(each -> each.reason() == reason).count();
  }

  /** The copies that are there; like all that is known of copies, only if this replica leads. */
  public int copiesPresent() {
    return replication.leads() ? index.copies() : 0;
  }
}
