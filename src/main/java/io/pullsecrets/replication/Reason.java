package io.pullsecrets.replication;

/**
 * Why a copy has to go. The codes are stable: they stand in logs, metrics and the documentation.
 */
public enum Reason {
  /** The namespace isn't, or is no longer, that of a project. */
  NOT_A_PROJECT("not-a-project", "the namespace is no project"),
  /** The whole namespace is switched off. */
  OPTED_OUT("namespace-opted-out", "the namespace is switched off"),
  /** The source was deleted, or isn't cluster-wide any more. */
  SOURCE_GONE("source-gone", "there is no such cluster-wide secret any more"),
  /** The kubelet would get no credential from a copy. */
  SOURCE_UNUSABLE(
      "source-unusable", "the cluster-wide secret gives the kubelet no username and password"),
  /** The source is for one department, and the project isn't (known to be) one of that. */
  OTHER_DEPARTMENT(
      "other-department",
      "the cluster-wide secret is for a department that the project isn't known to belong to"),
  /** A copy of the source's new type takes the name as soon as it is free. */
  TYPE_CHANGED(
      "type-changed",
      "the cluster-wide secret is of another type, and the type of a secret can't be changed"),
  /** The copy stands under another name, or somebody else's Secret serves in its place. */
  SUPERSEDED("superseded", "no copy is needed under this name");

  private final String code;
  private final String clause;

  Reason(String code, String clause) {
    this.code = code;
    this.clause = clause;
  }

  /** The stable code, in lower case with dashes. */
  public String code() {
    return code;
  }

  /** Why, as a clause that fits behind a colon. */
  String clause() {
    return clause;
  }
}
