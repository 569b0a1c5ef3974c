package io.pullsecrets.injection;

/** Where a candidate comes from, in the order in which candidates are added. */
public enum Origin {
  /** The project's own namespace. */
  PROJECT("project"),
  /** The cluster-wide namespace, through a copy in the project's namespace. */
  CLUSTER_WIDE("cluster-wide");

  private final String code;

  Origin(String code) {
    this.code = code;
  }

  /** The stable code, in lower case with dashes. */
  public String code() {
    return code;
  }
}
