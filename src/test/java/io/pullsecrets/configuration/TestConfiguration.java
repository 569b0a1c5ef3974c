package io.pullsecrets.configuration;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;

/** Configurations for tests that need no Quarkus. */
public final class TestConfiguration {
  private TestConfiguration() {}

  /**
   * The defaults, with some keys set.
   *
   * @param values by key, without the prefix
   */
  public static InjectorConfiguration of(Map<String, String> values) {
    Map<String, String> properties = new HashMap<>();
    values.forEach((key, value) -> properties.put("pull-secret-injector." + key, value));
    return new SmallRyeConfigBuilder()
        .addDiscoveredConverters()
        .withMapping(InjectorConfiguration.class)
        .withDefaultValues(Map.of())
        .withSources(
            new io.smallrye.config.PropertiesConfigSource(properties, "test", Integer.MAX_VALUE))
        .build()
        .getConfigMapping(InjectorConfiguration.class);
  }
}
