package io.pullsecrets.injection;

import java.util.List;
import java.util.Objects;

/**
 * What was decided about one candidate that has a key for one of the pod's images.
 *
 * @param secret the candidate's name
 * @param origin where it comes from
 * @param outcome what was decided
 * @param registries the registries, as the images' names have them, for which it gives the kubelet
 *     a credential; sorted, without repetition
 */
public record Verdict(String secret, Origin origin, Outcome outcome, List<String> registries) {
  public Verdict {
    Objects.requireNonNull(secret, "secret");
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(outcome, "outcome");
    registries = List.copyOf(registries);
  }

  /** One sentence for people, without a full stop. */
  public String sentence() {
    return secret + " " + outcome.sentence;
  }

  /** What can become of a candidate. */
  public enum Outcome {
    /** It is added. */
    ADDED("was added", "added"),
    /** The pod lists it already. */
    ALREADY_LISTED("stands in the pod's list already", "already-listed"),
    /** Its entries for the images hold no credential (a token or an empty entry, say). */
    NO_CREDENTIAL("has an entry for the image but no username and password in it", "no-credential"),
    /**
     * It would serve Docker Hub under the key {@code index.docker.io}, which the kubelet doesn't
     * look at once another Secret's key matches {@code docker.io}.
     */
    SUPPRESSED(
        "has an index.docker.io entry, which the kubelet skips because another secret's key"
            + " matches docker.io",
        "suppressed"),
    /**
     * One of its keys matches {@code docker.io}, so that the kubelet would no longer look at the
     * {@code index.docker.io} credentials that serve the pod now.
     */
    WOULD_SUPPRESS(
        "has a key that matches docker.io and would hide the index.docker.io credentials that"
            + " serve the pod",
        "would-suppress"),
    /** The name that its copy would have is taken by a Secret with other credentials. */
    NAME_TAKEN(
        "can't be copied to the namespace, where other secrets have its names", "name-taken"),
    /** The namespace has it (under this name) and its owner has switched it off there. */
    SWITCHED_OFF("carries pull-secret-injector/inject=false in this namespace", "switched-off"),
    /** The pod's ServiceAccount enforces mountable secrets and doesn't list it. */
    NOT_MOUNTABLE(
        "isn't listed by the pod's ServiceAccount, which enforces mountable secrets",
        "not-mountable");

    private final String sentence;
    private final String code;

    Outcome(String sentence, String code) {
      this.sentence = sentence;
      this.code = code;
    }

    /** The stable code, in lower case with dashes. */
    public String code() {
      return code;
    }

    /** The sentence without its subject, which is the candidate. */
    String predicate() {
      return sentence;
    }
  }
}
