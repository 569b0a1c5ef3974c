/** What the benchmarks share, and the program that runs them all ({@code make bench}). */
@NullMarked
package io.pullsecrets.bench;

import org.jspecify.annotations.NullMarked;
