package io.pullsecrets.page;

import java.util.List;
import java.util.Objects;

/**
 * The last decisions of this replica.
 *
 * @param frame what stands on every page
 * @param capacity how many are kept
 * @param decisions the latest first
 */
public record DecisionsPage(Frame frame, int capacity, List<DecisionRow> decisions) {
  public DecisionsPage {
    Objects.requireNonNull(frame, "frame");
    decisions = List.copyOf(decisions);
  }
}
