/**
 * Tells people what the injector finds and does. What is told is decided in {@link
 * io.pullsecrets.observability.SourceEvents} and {@link io.pullsecrets.observability.EventPacer},
 * without the cluster and without a clock.
 */
@NullMarked
package io.pullsecrets.observability;

import org.jspecify.annotations.NullMarked;
