package io.pullsecrets.project;

/** Which docker Secrets of a project's own namespace may be injected. */
public enum ProjectSecrets {
  /**
   * Those that someone declared: listed by the {@code default} ServiceAccount, labelled {@code
   * run.ai/resource=docker-registry}, or switched on with {@link InjectSwitch}. Newer Run:ai
   * versions keep private credentials of single users in a project's namespace, so "all" would lend
   * them to everybody.
   */
  DECLARED,
  /** All docker Secrets of the namespace that aren't switched off. */
  ALL,
  /**
   * None: no project's Secrets are even read, so that no right to read them is needed. Copies can't
   * be kept either then, and whoever keeps them must keep their sources' names.
   */
  NONE
}
