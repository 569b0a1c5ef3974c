package io.pullsecrets.page;

import java.util.List;
import java.util.Objects;

/**
 * How the injector does, at a glance.
 *
 * @param frame what stands on every page
 * @param facts its health
 * @param watches how each watch does
 * @param troubled the cluster-wide Secrets with something to tell, the first ones
 * @param moreTroubled how many there are beyond these
 * @param elsewhere what is to be told of Secrets in projects
 * @param decisions the last decisions
 * @param form where to ask about an image
 */
public record OverviewPage(
    Frame frame,
    List<Fact> facts,
    List<Fact> watches,
    List<SecretRow> troubled,
    int moreTroubled,
    List<SecretRow> elsewhere,
    List<DecisionRow> decisions,
    ExplainForm form) {
  public OverviewPage {
    Objects.requireNonNull(frame, "frame");
    facts = List.copyOf(facts);
    watches = List.copyOf(watches);
    troubled = List.copyOf(troubled);
    elsewhere = List.copyOf(elsewhere);
    decisions = List.copyOf(decisions);
    Objects.requireNonNull(form, "form");
  }

  /** What somebody has to look at. */
  public List<Fact> concerns() {
    return facts.stream().filter(each -> each.badge().isAlarming()).toList();
  }

  /** Whether a watch is silent. */
  public boolean isSilent() {
    return watches.stream().anyMatch(each -> each.badge().isAlarming());
  }

  /** Whether there is nothing that somebody has to look at. */
  public boolean isWell() {
    return concerns().isEmpty() && troubled.isEmpty() && elsewhere.isEmpty();
  }
}
