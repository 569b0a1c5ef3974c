/**
 * Copies of the cluster-wide Secrets in the projects' namespaces. {@link
 * io.pullsecrets.replication.ReplicationPlan} says what has to be written: values in, values out,
 * without Kubernetes' client, log, clock or configuration.
 */
@NullMarked
package io.pullsecrets.replication;

import org.jspecify.annotations.NullMarked;
