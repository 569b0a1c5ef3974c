/** Replays what fuzzing began with and what it found. */
@NullMarked
package io.pullsecrets.fuzz;

import org.jspecify.annotations.NullMarked;
