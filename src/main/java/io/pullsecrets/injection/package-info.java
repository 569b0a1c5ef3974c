/**
 * The decision: which pull secrets a pod gets, and why. Pure: values in, values out; no Kubernetes
 * client, no clock, no log.
 */
@NullMarked
package io.pullsecrets.injection;

import org.jspecify.annotations.NullMarked;
