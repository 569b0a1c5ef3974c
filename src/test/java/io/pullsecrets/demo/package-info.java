/**
 * The demo: the packaged server beside an in-memory Kubernetes API, and pods sent to it as an API
 * server sends them. It talks to the server over HTTPS only and knows none of its classes.
 */
@NullMarked
package io.pullsecrets.demo;

import org.jspecify.annotations.NullMarked;
