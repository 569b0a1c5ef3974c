package io.pullsecrets.page;

/** How it stands with the copy of a cluster-wide Secret in a project. */
public enum CopyState {
  /** The copy is there, as it should be. */
  IN_PLACE("in-place", Tone.GOOD),
  /** There is no copy yet. */
  MISSING("copy-missing", Tone.WARNING),
  /** The copy differs from its source, and will be changed. */
  DIFFERS("copy-differs", Tone.WARNING),
  /** The API server refused to write the copy, which is tried again. */
  REFUSED("refused", Tone.BAD),
  /** Somebody else's Secret has its name, so the copy has another one. */
  NAME_TAKEN("name-taken", Tone.WARNING),
  /** Other Secrets have both names that the copy could have, so there is none. */
  BOTH_NAMES_TAKEN("both-names-taken", Tone.BAD),
  /** Somebody else's Secret of that name has the same credentials, so no copy is needed. */
  SERVED_BY_ANOTHER("served-by-another", Tone.GOOD),
  /** The kubelet would get no credential from a copy, so there is none. */
  SOURCE_UNUSABLE("source-unusable", Tone.BAD),
  /** The Secret is for another department than the project's. */
  OTHER_DEPARTMENT("other-department", Tone.NEUTRAL),
  /** The Secret is for one department, and the project's isn't known. */
  UNKNOWN_DEPARTMENT("unknown-department", Tone.WARNING),
  /** The namespace is switched off. */
  OPTED_OUT("namespace-opted-out", Tone.NEUTRAL),
  /** The namespace is being deleted. */
  TERMINATING("namespace-terminating", Tone.NEUTRAL),
  /** The namespace holds the cluster-wide Secrets themselves. */
  SOURCE_ITSELF("source-itself", Tone.NEUTRAL),
  /** The replica can't know: it has just started, or no project's Secrets are read. */
  NOT_KNOWN("not-known", Tone.NEUTRAL);

  private final String code;
  private final Tone tone;

  CopyState(String code, Tone tone) {
    this.code = code;
    this.tone = tone;
  }

  /** The stable code, in lower case with dashes. */
  public String code() {
    return code;
  }

  Badge badge() {
    return new Badge(tone, code);
  }
}
