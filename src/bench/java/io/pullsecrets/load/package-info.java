/** Measures the packaged server from outside: under load over HTTPS, and while it starts. */
@NullMarked
package io.pullsecrets.load;

import org.jspecify.annotations.NullMarked;
