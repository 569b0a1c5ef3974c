package io.pullsecrets.page;

/** How a state is meant, which colour shows beside its word. */
public enum Tone {
  /** As it should be. */
  GOOD,
  /** Neither good nor bad. */
  NEUTRAL,
  /** Works, and somebody may have to look at it. */
  WARNING,
  /** Doesn't work. */
  BAD;

  /** The class in the style sheet. */
  public String style() {
    return switch (this) {
      case GOOD -> "good";
      case NEUTRAL -> "neutral";
      case WARNING -> "warning";
      case BAD -> "bad";
    };
  }
}
