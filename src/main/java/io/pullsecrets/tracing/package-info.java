/** A span for each admission call, sent to an OpenTelemetry collector. Off unless configured. */
@NullMarked
package io.pullsecrets.tracing;

import org.jspecify.annotations.NullMarked;
