package io.pullsecrets.observability;

/** What an Event can be about, under the word that {@code kubectl get events} shows. */
public enum EventReason {
  /** Copies of a cluster-wide Secret were written. */
  COPIED("Copied", Severity.NORMAL),
  /** The copies differ from the Secret, which the kubelet could not use as it is. */
  REPAIRED("Repaired", Severity.WARNING),
  /** The Secret has no copies, since the kubelet could use nothing of it. */
  UNUSABLE("Unusable", Severity.WARNING),
  /** The Secret is copied as it is, and part of it doesn't serve. */
  FLAWED("Flawed", Severity.WARNING),
  /** Somebody else's Secrets have the name of a copy. */
  NAME_TAKEN("NameTaken", Severity.WARNING),
  /** The API server refuses copies. */
  COPY_REFUSED("CopyRefused", Severity.WARNING),
  /** Projects whose department isn't known get no copy of a Secret for one department. */
  DEPARTMENT_UNKNOWN("DepartmentUnknown", Severity.WARNING),
  /** No project belongs to the department that a Secret is for. */
  NO_PROJECT("NoProject", Severity.WARNING),
  /** A Secret outside the namespace of cluster-wide Secrets has the label of one. */
  LABEL_IGNORED("LabelIgnored", Severity.WARNING);

  private final String word;
  private final Severity severity;

  EventReason(String word, Severity severity) {
    this.word = word;
    this.severity = severity;
  }

  /** The stable word. */
  public String word() {
    return word;
  }

  /** The Event's type, as Kubernetes writes it. */
  public String type() {
    return severity == Severity.NORMAL ? "Normal" : "Warning";
  }

  /** Whether it tells of something that was done, not of something that is so. */
  boolean isDeed() {
    return this == COPIED;
  }

  private enum Severity {
    NORMAL,
    WARNING
  }
}
