/**
 * Pull secrets as the kubelet sees them: decoding of docker configs, registry keys, and which
 * credential it tries for which image. The kubelet (Kubernetes 1.36, built with Go 1.26) is the
 * specification; each of its oddities has a small class of its own that names the source it
 * follows.
 */
@NullMarked
package io.pullsecrets.registry;

import org.jspecify.annotations.NullMarked;
