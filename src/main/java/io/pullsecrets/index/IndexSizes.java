package io.pullsecrets.index;

/**
 * How much the index holds. Each docker Secret is counted once.
 *
 * @param projects namespaces that are projects
 * @param clusterWideSecrets those in use for all projects or for those of a department
 * @param projectSecrets those in projects' namespaces that aren't copies
 * @param copies our copies, in whatever namespace
 * @param otherSecrets all others: in namespaces that are no projects
 * @param serviceAccounts ServiceAccounts that can matter to a decision
 */
public record IndexSizes(
    int projects,
    int clusterWideSecrets,
    int projectSecrets,
    int copies,
    int otherSecrets,
    int serviceAccounts) {
  static final IndexSizes NOTHING = new IndexSizes(0, 0, 0, 0, 0, 0);

  IndexSizes plus(IndexSizes other) {
    return new IndexSizes(
        projects + other.projects,
        clusterWideSecrets + other.clusterWideSecrets,
        projectSecrets + other.projectSecrets,
        copies + other.copies,
        otherSecrets + other.otherSecrets,
        serviceAccounts + other.serviceAccounts);
  }
}
