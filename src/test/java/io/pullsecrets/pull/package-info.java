/**
 * Real pulls from a private registry with a password, with the Secrets that the product has copied
 * and injected and no other credentials.
 */
@NullMarked
package io.pullsecrets.pull;

import org.jspecify.annotations.NullMarked;
