/** Container image references, read as the kubelet reads them. Uses nothing but the JDK. */
@NullMarked
package io.pullsecrets.image;

import org.jspecify.annotations.NullMarked;
