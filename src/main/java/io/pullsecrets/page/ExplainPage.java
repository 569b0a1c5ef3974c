package io.pullsecrets.page;

import io.pullsecrets.injection.ExplainedSecret;
import io.pullsecrets.injection.Explanation;
import io.pullsecrets.injection.PodImages;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The question for which Secrets a pod would get, and the answer.
 *
 * @param frame what stands on every page
 * @param form the question
 * @param problem why it can't be answered
 * @param answer the answer; neither is there before anything was asked
 */
public record ExplainPage(
    Frame frame, ExplainForm form, Optional<String> problem, Optional<Answer> answer) {
  public ExplainPage {
    Objects.requireNonNull(frame, "frame");
    Objects.requireNonNull(form, "form");
    Objects.requireNonNull(problem, "problem");
    Objects.requireNonNull(answer, "answer");
  }

  /**
   * An explanation, in the words that the command line has.
   *
   * @param namespace the project's namespace
   * @param badge the decision's reason
   * @param sentence the decision's explanation
   * @param warning what the pod's author would be told
   * @param pulls the pod's list as it would be
   * @param secrets what became of each Secret, the first ones
   * @param more how many there are beyond these
   */
  public record Answer(
      String namespace,
      Badge badge,
      String sentence,
      Optional<String> warning,
      List<String> pulls,
      List<Row> secrets,
      int more) {
    private static final int SHOWN_SECRETS = 200;

    public Answer {
      Objects.requireNonNull(namespace, "namespace");
      Objects.requireNonNull(badge, "badge");
      Objects.requireNonNull(sentence, "sentence");
      Objects.requireNonNull(warning, "warning");
      pulls = List.copyOf(pulls);
      secrets = List.copyOf(secrets);
    }

    static Answer of(String namespace, PodImages pod, Explanation explanation) {
      return new Answer(
          Names.printable(namespace),
          Badge.of(explanation.decision().reason()),
          explanation.decision().explanation(),
          explanation.decision().warning(),
          explanation.pullSecrets(pod).stream().map(Names::printable).toList(),
          explanation.secrets().stream().limit(SHOWN_SECRETS).map(Row::of).toList(),
          Math.max(0, explanation.secrets().size() - SHOWN_SECRETS));
    }
  }

  /**
   * What became of one Secret.
   *
   * @param name its name in the project's namespace
   * @param from where it comes from
   * @param badge what became of it
   * @param keys the registries and paths that it has a credential for
   * @param why the reason for people
   */
  public record Row(String name, String from, Badge badge, List<String> keys, String why) {
    public Row {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(from, "from");
      Objects.requireNonNull(badge, "badge");
      keys = List.copyOf(keys);
      Objects.requireNonNull(why, "why");
    }

    static Row of(ExplainedSecret secret) {
      return new Row(
          Names.printable(secret.name()),
          secret.origin().code(),
          Badge.ofExplained(secret.code()),
          secret.keys(),
          secret.why());
    }
  }
}
