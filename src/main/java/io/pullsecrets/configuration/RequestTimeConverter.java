package io.pullsecrets.configuration;

import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import org.eclipse.microprofile.config.spi.Converter;

/** Takes a time from a second to a minute; no webhook is given more than half of that. */
public final class RequestTimeConverter implements Converter<Duration> {
  private static final long serialVersionUID = 1;
  private static final Duration LEAST = Duration.ofSeconds(1);
  private static final Duration MOST = Duration.ofMinutes(1);

  @Override
  public Duration convert(String value) {
    Duration time = new DurationConverter().convert(value);
    if (time == null || time.compareTo(LEAST) < 0 || time.compareTo(MOST) > 0) {
      throw new IllegalArgumentException("'" + value + "' must lie between 1S and 60S");
    }
    return time;
  }
}
