package io.pullsecrets.fuzz;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What must hold of every input. A library for assertions would take most of a fuzzer's time, which
 * executes a target some thousand times a second.
 */
public final class Always {
  private Always() {}

  /**
   * Fails unless it holds.
   *
   * @param what what holds, or should
   */
  public static void holds(String what, boolean holds) {
    if (!holds) {
      throw new AssertionError("it doesn't hold: " + what);
    }
  }

  /** Fails unless both are equal. Shows them: not for credentials. */
  public static void same(String what, @Nullable Object found, @Nullable Object expected) {
    if (!Objects.equals(found, expected)) {
      throw new AssertionError(what + ": found " + found + ", expected " + expected);
    }
  }

  /** Fails unless it is a text that fits on a line of a log. */
  public static void oneLine(String what, @Nullable String text) {
    holds(
        what + " is one short line", text != null && text.length() < 400 && text.indexOf('\n') < 0);
  }
}
