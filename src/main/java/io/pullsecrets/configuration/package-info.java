/** The configuration: its keys, their defaults and what is refused at start. */
@NullMarked
package io.pullsecrets.configuration;

import org.jspecify.annotations.NullMarked;
