/**
 * The command line: the webhook's engine for people, against files or a cluster. Results go to
 * standard output, all else to standard error; what a Secret holds goes nowhere.
 */
@NullMarked
package io.pullsecrets.cli;

import org.jspecify.annotations.NullMarked;
