package io.pullsecrets.injection;

import io.pullsecrets.registry.Finding;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What became of one Secret in a decision, also if it had no part in it.
 *
 * @param name its name in the project's namespace
 * @param origin where it comes from
 * @param code why it is or isn't injected; the code of a {@link Verdict.Outcome} or of an {@link
 *     Absence}
 * @param sentence the same for people, beginning with the name, without a full stop
 * @param registries those of the pod's registries for which it gives the kubelet a credential
 * @param keys the registries and paths for which the kubelet takes a credential from it, safe to
 *     print
 * @param findings what its owner should know of it
 */
public record ExplainedSecret(
    String name,
    Origin origin,
    String code,
    String sentence,
    List<String> registries,
    List<String> keys,
    List<Finding> findings) {
  private static final Pattern FULL_STOP = Pattern.compile("\\.$");

  public ExplainedSecret {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(sentence, "sentence");
    registries = List.copyOf(registries);
    keys = List.copyOf(keys);
    findings = List.copyOf(findings);
  }

  /**
   * The sentence without the name, for where that stands beside it, with the registries that it
   * serves and with the findings that may be the cause. Without a full stop.
   */
  public String why() {
    StringBuilder why = new StringBuilder(sentence.substring(name.length() + 1));
    if (!registries.isEmpty()) {
      why.append(" for ").append(String.join(", ", registries));
    }
    if (code.equals(Absence.UNUSABLE.code()) || code.equals(Absence.NO_MATCH.code())) {
      for (Finding each : findings) {
        why.append(". ").append(FULL_STOP.matcher(each.sentence()).replaceFirst(""));
      }
    }
    return why.toString();
  }

  /** Why a Secret had no part in a decision. */
  public enum Absence {
    /** It is declared, and none of its keys is for one of the images. */
    NO_MATCH("no-match", "has no key for any of the images"),
    /** The kubelet takes no credential from it; its findings say why. */
    UNUSABLE("unusable", "gives the kubelet no credential"),
    /** It is in the project's namespace, and nobody declared it. */
    NOT_DECLARED(
        "not-declared",
        "is in the namespace, but neither the default ServiceAccount lists it nor has it the label"
            + " run.ai/resource=docker-registry"),
    /** It is in the cluster-wide namespace and has a key for an image, but isn't for projects. */
    NOT_CLUSTER_WIDE(
        "not-cluster-wide",
        "has a key for one of the images, but no label that means it for projects, or one that"
            + " switches it off"),
    /** It is for the projects of a department that isn't the project's. */
    OTHER_DEPARTMENT("other-department", "is for the projects of another department"),
    /** The project's own Secret of its name gives the same credentials, and counts. */
    SAME_IN_PROJECT(
        "same-in-project", "gives the same credentials as the project's own secret of that name"),
    /** The pod lists it, and there is no docker Secret of that name. */
    NOT_FOUND(
        "not-found",
        "stands in the pod's list, but the namespace has no docker secret of that name");

    private final String code;
    private final String predicate;

    Absence(String code, String predicate) {
      this.code = code;
      this.predicate = predicate;
    }

    /** The stable code, in lower case with dashes. */
    public String code() {
      return code;
    }

    /** The sentence without its subject, which is the Secret. */
    String predicate() {
      return predicate;
    }
  }
}
