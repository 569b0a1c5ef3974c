package io.pullsecrets.page;

import java.util.Objects;

/**
 * One thing that is known of the injector as a whole.
 *
 * @param label what it is about
 * @param badge how it is
 * @param sentence the same for people
 */
public record Fact(String label, Badge badge, String sentence) {
  public Fact {
    Objects.requireNonNull(label, "label");
    Objects.requireNonNull(badge, "badge");
    Objects.requireNonNull(sentence, "sentence");
  }
}
