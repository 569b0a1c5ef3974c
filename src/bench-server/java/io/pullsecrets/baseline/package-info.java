/**
 * What the load measurement compares the webhook with: two more endpoints of the same server, which
 * only the profile {@code bench} compiles.
 */
@NullMarked
package io.pullsecrets.baseline;

import org.jspecify.annotations.NullMarked;
