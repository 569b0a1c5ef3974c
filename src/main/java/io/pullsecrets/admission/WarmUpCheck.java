package io.pullsecrets.admission;

import io.pullsecrets.start.WarmUpEnd;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready until the {@link WarmUp} is over. */
@Readiness
@Singleton
final class WarmUpCheck implements HealthCheck {
  private final WarmUpEnd end;

  @Inject
  WarmUpCheck(WarmUpEnd end) {
    this.end = end;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("warmed up").status(end.isReached()).build();
  }
}
