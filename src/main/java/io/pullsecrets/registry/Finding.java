package io.pullsecrets.registry;

import static java.util.Objects.requireNonNull;

/**
 * Something about a Secret that its owner should know. Safe to print: of the content it shows
 * registry keys only.
 *
 * @param key the registry key it is about, made printable and without user information; empty if it
 *     is about the whole
 * @param sentence what is wrong and the way out
 */
public record Finding(Code code, String key, String sentence) {

  public Finding {
    requireNonNull(code);
    requireNonNull(key);
    requireNonNull(sentence);
  }

  /** What can be found. */
  public enum Code {
    /** The kubelet can't decode the Secret, for a reason outside its entries. */
    UNDECODABLE("undecodable", Severity.ERROR),
    /** An entry can't be decoded, which outside a flat map fails the whole Secret. */
    ENTRY_UNDECODABLE("entry-undecodable", Severity.ERROR),
    /**
     * Registries stand at the top of a {@code .dockerconfigjson}, where the kubelet doesn't look.
     */
    FLAT_MAP("flat-map", Severity.ERROR),
    /** {@code auths} stands in a {@code .dockercfg}, where it passes for a registry. */
    NESTED_AUTHS("nested-auths", Severity.ERROR),
    /** A key doesn't serve what it seems to be meant for. */
    KEY_NEVER_MATCHES("key-never-matches", Severity.ERROR),
    /** A key matches Docker Hub on the side, and takes the fallback from all Secrets of a pod. */
    SUPPRESSES_DOCKER_HUB("suppresses-docker-hub", Severity.WARNING),
    /** An entry has a token, which the kubelet doesn't read, and nothing else. */
    TOKEN_ONLY("token-only", Severity.ERROR),
    /** An entry has neither username nor password. */
    EMPTY_ENTRY("empty-entry", Severity.WARNING),
    /** The credentials are with a helper on another machine. */
    CREDENTIAL_HELPER_ONLY("credential-helper-only", Severity.ERROR),
    /** The kubelet ignores Secrets of this type. */
    WRONG_TYPE("wrong-type", Severity.ERROR),
    /** The data key of the Secret's type is missing. */
    MISSING_DATA_KEY("missing-data-key", Severity.ERROR),
    /** The data key holds nothing. */
    EMPTY_DATA("empty-data", Severity.ERROR),
    /** More registries are listed than the injector looks at. */
    TOO_MANY_REGISTRIES("too-many-registries", Severity.ERROR),
    /** No registry is listed. */
    NO_ENTRIES("no-entries", Severity.ERROR),
    /** A registry is listed twice. */
    DUPLICATE_KEY("duplicate-key", Severity.WARNING);

    private final String code;
    private final Severity severity;

    Code(String code, Severity severity) {
      this.code = code;
      this.severity = severity;
    }

    /** A stable word for metrics, annotations and scripts. */
    public String code() {
      return code;
    }

    public Severity severity() {
      return severity;
    }
  }

  /** How bad it is. */
  public enum Severity {
    /** The kubelet can't use it, or not for what it is meant for. */
    ERROR,
    /** It works, and may surprise. */
    WARNING
  }
}
