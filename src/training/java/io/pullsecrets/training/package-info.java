/** What the image's build trains the JVM with (Dockerfile); neither in the product nor in tests. */
@NullMarked
package io.pullsecrets.training;

import org.jspecify.annotations.NullMarked;
