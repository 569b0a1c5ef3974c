/**
 * Project namespaces and what belongs to one: the rule that says which namespaces are Run:ai
 * projects, and the facts of their ServiceAccounts. Plain values; nothing here knows Kubernetes'
 * client.
 */
@NullMarked
package io.pullsecrets.project;

import org.jspecify.annotations.NullMarked;
