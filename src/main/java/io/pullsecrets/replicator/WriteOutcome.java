package io.pullsecrets.replicator;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** What became of a write. That one isn't done is nothing unusual in a cluster that is at work. */
public sealed interface WriteOutcome {
  /** All codes. */
  List<String> CODES = List.of("written", "overtaken", "refused", "unavailable");

  /** The stable word for metrics and logs, in lower case. */
  String code();

  /** Done. */
  record Written() implements WriteOutcome {
    @Override
    public String code() {
      return "written";
    }
  }

  /**
   * Not done, since something else has changed what the plan saw: another writer was faster, or the
   * namespace is going. The index will hear of it, and that brings a new plan.
   *
   * @param reason a clause for people; holds no content of a Secret
   */
  record Overtaken(String reason) implements WriteOutcome {
    public Overtaken {
      Objects.requireNonNull(reason, "reason");
    }

    @Override
    public String code() {
      return "overtaken";
    }
  }

  /**
   * The API server refuses this one: a quota is used up, say. Others may well be written.
   *
   * @param reason a clause for people; holds no content of a Secret
   */
  record Refused(String reason) implements WriteOutcome {
    public Refused {
      Objects.requireNonNull(reason, "reason");
    }

    @Override
    public String code() {
      return "refused";
    }
  }

  /**
   * The API server writes nothing at the moment: it is away, or asks for patience.
   *
   * @param reason a clause for people
   * @param retryAfter how long it asks to be left alone; zero if it doesn't say
   */
  record Unavailable(String reason, Duration retryAfter) implements WriteOutcome {
    public Unavailable {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(retryAfter, "retryAfter");
    }

    @Override
    public String code() {
      return "unavailable";
    }
  }
}
