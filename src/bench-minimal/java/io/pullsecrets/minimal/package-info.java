/** What a start is compared with. */
@NullMarked
package io.pullsecrets.minimal;

import org.jspecify.annotations.NullMarked;
