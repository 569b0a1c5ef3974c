package io.pullsecrets.injection;

/** Where a candidate comes from, in the order in which candidates are added. */
public enum Origin {
  /** The project's own namespace. */
  PROJECT,
  /** The cluster-wide namespace, through a copy in the project's namespace. */
  CLUSTER_WIDE
}
