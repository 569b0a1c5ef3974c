package io.pullsecrets.page;

import java.util.Objects;

/**
 * A cluster-wide Secret in one project.
 *
 * @param secret its name
 * @param badge how it stands with its copy there
 * @param sentence the same for people
 */
public record CopyRow(String secret, Badge badge, String sentence) {
  public CopyRow {
    Objects.requireNonNull(secret, "secret");
    Objects.requireNonNull(badge, "badge");
    Objects.requireNonNull(sentence, "sentence");
  }

  static CopyRow of(String secret, CopyState state, String sentence) {
    return new CopyRow(Names.printable(secret), state.badge(), sentence);
  }
}
