package io.pullsecrets.injection;

import io.pullsecrets.project.ServiceAccount;
import io.pullsecrets.registry.PullSecretIndex;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What there is to choose from for the pods of one project. The collections are not copied, and
 * must not change any more.
 *
 * @param present the docker Secrets that the project's namespace holds, as the kubelet reads them;
 *     without our copies, which count by their source
 * @param declared those of {@code present} that may be injected (see {@link DeclarationRule})
 * @param switchedOff names of the namespace's Secrets, copies too, that must never be injected
 * @param clusterWide the cluster-wide Secrets, each in the form that its copy in the namespace has
 * @param serviceAccounts by name, the namespace's ServiceAccounts that matter to a decision; one
 *     that is missing is taken to list nothing and to enforce nothing
 */
public record Candidates(
    PullSecretIndex present,
    PullSecretIndex declared,
    Set<String> switchedOff,
    PullSecretIndex clusterWide,
    Map<String, ServiceAccount> serviceAccounts) {
  public Candidates {
    Objects.requireNonNull(present, "present");
    Objects.requireNonNull(declared, "declared");
    switchedOff = Collections.unmodifiableSet(switchedOff);
    Objects.requireNonNull(clusterWide, "clusterWide");
    serviceAccounts = Collections.unmodifiableMap(serviceAccounts);
  }

  /** These candidates beside another set of cluster-wide Secrets. */
  public Candidates withClusterWide(PullSecretIndex newClusterWide) {
    return new Candidates(present, declared, switchedOff, newClusterWide, serviceAccounts);
  }
}
