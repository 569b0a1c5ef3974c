/** The Kubernetes client that the whole server uses, and what may be told of its failures. */
@NullMarked
package io.pullsecrets.client;

import org.jspecify.annotations.NullMarked;
