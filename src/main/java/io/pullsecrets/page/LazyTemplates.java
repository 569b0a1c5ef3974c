package io.pullsecrets.page;

import io.quarkus.qute.runtime.EngineProducer;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.build.compatible.spi.BuildCompatibleExtension;
import jakarta.enterprise.inject.build.compatible.spi.ClassConfig;
import jakarta.enterprise.inject.build.compatible.spi.Enhancement;

/**
 * Has the templates read when somebody first looks at a page, or when the server stops and Quarkus
 * tidies up. It would read them at each start, which pods wait for
 * (docs/decisions/014-start-from-the-jvms-cache.md). Called by the build.
 */
public final class LazyTemplates implements BuildCompatibleExtension {
  /** Leaves the engine to whoever asks for it first. */
  @Enhancement(types = EngineProducer.class)
  public void notAtTheStart(ClassConfig engine) {
    engine.removeAnnotation(annotation -> annotation.name().equals(Startup.class.getName()));
  }
}
