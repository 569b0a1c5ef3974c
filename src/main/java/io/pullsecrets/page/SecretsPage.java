package io.pullsecrets.page;

import java.util.Objects;

/**
 * The docker Secrets of the cluster-wide namespace.
 *
 * @param frame what stands on every page
 * @param namespace the cluster-wide namespace
 * @param used whether its Secrets are used at all
 * @param filter part of a name that was asked for; empty for all
 * @param secrets those whose names have it
 */
public record SecretsPage(
    Frame frame, String namespace, boolean used, String filter, Slice<SecretRow> secrets) {
  public SecretsPage {
    Objects.requireNonNull(frame, "frame");
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(filter, "filter");
    Objects.requireNonNull(secrets, "secrets");
  }
}
