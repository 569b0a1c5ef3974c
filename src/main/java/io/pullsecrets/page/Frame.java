package io.pullsecrets.page;

import java.util.Objects;

/**
 * What stands on every page.
 *
 * @param current the page's word in the navigation
 * @param replica the replica that answers
 * @param role whether it leads, as a sentence
 * @param at when it was asked, as text
 */
public record Frame(String current, String replica, String role, String at) {
  public Frame {
    Objects.requireNonNull(current, "current");
    Objects.requireNonNull(replica, "replica");
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(at, "at");
  }
}
