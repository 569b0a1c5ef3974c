package io.pullsecrets.registry;

/**
 * One decoded entry of a docker config, without its secrets.
 *
 * @param empty neither username nor password
 * @param token an identity or registry token, which the kubelet doesn't read
 */
record ConfigEntry(boolean empty, boolean token) {}
