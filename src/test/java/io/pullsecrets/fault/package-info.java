/**
 * The packaged server under load, while everything around it fails. It speaks to the server as an
 * API server and a node do, and knows none of its classes.
 */
@NullMarked
package io.pullsecrets.fault;

import org.jspecify.annotations.NullMarked;
