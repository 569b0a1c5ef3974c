/**
 * The status page on the management port: what the injector knows and does, for people. Only reads,
 * and shows names, registries and states, never a credential. Nothing else in the product imports
 * this package.
 */
@NullMarked
package io.pullsecrets.page;

import org.jspecify.annotations.NullMarked;
