package io.pullsecrets.admission;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready until {@link WarmUp} is done. */
@Readiness
@Singleton
final class WarmUpCheck implements HealthCheck {
  private final WarmUp warmUp;

  @Inject
  WarmUpCheck(WarmUp warmUp) {
    this.warmUp = warmUp;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("warmed up").status(warmUp.isDone()).build();
  }
}
