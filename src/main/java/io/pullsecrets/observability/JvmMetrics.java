package io.pullsecrets.observability;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

/**
 * The JVM's metrics that Quarkus would bind, except those of heap pressure. They take as long at
 * each start as all others together (docs/decisions/014-start-from-the-jvms-cache.md), and tell
 * nothing that the memory in use and the collections don't.
 */
@Singleton
final class JvmMetrics implements MeterBinder {
  private final JvmGcMetrics collections = new JvmGcMetrics();

  @Override
  public void bindTo(MeterRegistry registry) {
    new ClassLoaderMetrics().bindTo(registry);
    new JvmInfoMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    collections.bindTo(registry);
  }

  /** Listens to the JVM no more. */
  @PreDestroy
  void close() {
    collections.close();
  }
}
