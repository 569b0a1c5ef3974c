/** What waits for what while the server starts. */
@NullMarked
package io.pullsecrets.start;

import org.jspecify.annotations.NullMarked;
