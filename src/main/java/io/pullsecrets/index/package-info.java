/**
 * The cluster as admission needs it, kept in memory: informers on one side, immutable snapshots
 * that are read without a lock on the other. No credential stays here.
 */
@NullMarked
package io.pullsecrets.index;

import org.jspecify.annotations.NullMarked;
