/** What was answered last, kept in memory for those who look. */
@NullMarked
package io.pullsecrets.journal;

import org.jspecify.annotations.NullMarked;
