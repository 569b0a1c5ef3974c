/**
 * Which copies of the cluster-wide Secrets should be in the projects' namespaces, and what has to
 * be written for that: values in, values out, without Kubernetes' client, log, clock or
 * configuration.
 */
@NullMarked
package io.pullsecrets.replication;

import org.jspecify.annotations.NullMarked;
