package io.pullsecrets.injection;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The answer for one pod. Everything that tells about it (annotations, log, metrics) prints the
 * reason's code and {@link #explanation()}.
 */
public sealed interface Decision {
  /** Why. */
  Reason reason();

  /**
   * One sentence for people, of at most 4,096 characters: an audit log keeps it for each pod. Holds
   * names of Secrets and registries, never a credential.
   */
  String explanation();

  /** What was decided about each candidate with a key for one of the images, in their order. */
  List<Verdict> verdicts();

  /** One line about something that the pod's author can fix, if there is such a thing. */
  Optional<String> warning();

  /**
   * The pod gets pull secrets.
   *
   * @param added those to append to the pod's list, in this order; at least one
   */
  record Inject(List<Verdict> added, List<Verdict> verdicts, Optional<String> warning)
      implements Decision {
    public Inject {
      added = List.copyOf(added);
      verdicts = List.copyOf(verdicts);
      Objects.requireNonNull(warning, "warning");
      if (added.isEmpty()) {
        throw new IllegalArgumentException("an injection adds at least one pull secret");
      }
    }

    @Override
    public Reason reason() {
      return Reason.INJECTED;
    }

    @Override
    public String explanation() {
      BoundedText text = new BoundedText();
      text.add("Added ");
      text.join(
          ", ",
          added,
          each -> {
            text.add(each.secret()).add(" for ");
            text.join(" and ", each.registries(), text::add);
          });
      return text.add(".").toString();
    }
  }

  /** The pod stays as it is. */
  record Leave(Reason reason, String explanation, List<Verdict> verdicts, Optional<String> warning)
      implements Decision {
    public Leave {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(explanation, "explanation");
      verdicts = List.copyOf(verdicts);
      Objects.requireNonNull(warning, "warning");
    }

    /** Left for a reason that lies outside the candidates. */
    public static Leave of(Reason reason, String explanation) {
      return new Leave(reason, explanation, List.of(), Optional.empty());
    }

    /** Left because its namespace is none of a project. */
    public static Leave notAProject() {
      return of(Reason.NOT_A_PROJECT, "The namespace is no Run:ai project.");
    }
  }
}
