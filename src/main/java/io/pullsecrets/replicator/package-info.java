/**
 * Carries out what {@link io.pullsecrets.replication.ReplicationPlan} says: which replica writes,
 * which namespaces are due, and the writes themselves.
 */
@NullMarked
package io.pullsecrets.replicator;

import org.jspecify.annotations.NullMarked;
