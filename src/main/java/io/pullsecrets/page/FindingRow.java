package io.pullsecrets.page;

import io.pullsecrets.observability.SecretEvent;
import io.pullsecrets.registry.Finding;
import java.util.Objects;

/**
 * Something that the owner of a Secret should know.
 *
 * @param badge its code
 * @param sentence what is wrong and the way out
 */
public record FindingRow(Badge badge, String sentence) {
  public FindingRow {
    Objects.requireNonNull(badge, "badge");
    Objects.requireNonNull(sentence, "sentence");
  }

  /** In the words that {@code check} has. */
  static FindingRow of(Finding finding) {
    return new FindingRow(Badge.of(finding.code()), finding.sentence());
  }

  /** In the words that {@code kubectl events} has. */
  static FindingRow of(SecretEvent event) {
    return new FindingRow(Badge.of(event.reason()), event.note());
  }
}
