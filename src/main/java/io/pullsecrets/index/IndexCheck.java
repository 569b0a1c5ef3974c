package io.pullsecrets.index;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Not ready until the index holds the first list. Ready from then on, also while the API server is
 * away: an answer from what was known last is better than none.
 */
@Readiness
@Singleton
final class IndexCheck implements HealthCheck {
  private final Informers informers;

  @Inject
  IndexCheck(Informers informers) {
    this.informers = informers;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("index filled").status(informers.haveListed()).build();
  }
}
