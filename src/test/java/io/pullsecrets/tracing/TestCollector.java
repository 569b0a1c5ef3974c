package io.pullsecrets.tracing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Switches tracing on, to a collector that is the test's. */
public final class TestCollector implements QuarkusTestResourceLifecycleManager {
  private static final String DELAY = "otel.bsp.schedule.delay";

  private @Nullable Collector collector;

  @Override
  public Map<String, String> start() {
    System.setProperty(DELAY, "50"); // the SDK reads it there, not from Quarkus
    try {
      Collector started = new Collector();
      collector = started;
      return Map.of("pull-secret-injector.tracing.endpoint", started.endpoint().toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(collector, new TestInjector.MatchesType(Collector.class));
  }

  @Override
  public void stop() {
    System.clearProperty(DELAY);
    if (collector != null) {
      collector.close();
    }
  }
}
