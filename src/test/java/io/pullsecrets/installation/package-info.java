/** The manifests and the Helm chart, read as an installation would use them. */
@NullMarked
package io.pullsecrets.installation;

import org.jspecify.annotations.NullMarked;
