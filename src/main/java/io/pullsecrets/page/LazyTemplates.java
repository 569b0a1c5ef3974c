package io.pullsecrets.page;

import io.quarkus.qute.runtime.EngineProducer;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.build.compatible.spi.BuildCompatibleExtension;
import jakarta.enterprise.inject.build.compatible.spi.ClassConfig;
import jakarta.enterprise.inject.build.compatible.spi.Enhancement;
import jakarta.enterprise.inject.build.compatible.spi.MethodConfig;

/**
 * Has the templates read when somebody first looks at a page. Quarkus would read them at each
 * start, which pods wait for (docs/decisions/014-start-from-the-jvms-cache.md), or else at the end,
 * only to forget them. Called by the build.
 */
public final class LazyTemplates implements BuildCompatibleExtension {
  /** Leaves the engine to whoever asks for it first. */
  @Enhancement(types = EngineProducer.class)
  public void notAtTheStart(ClassConfig engine) {
    engine.removeAnnotation(annotation -> annotation.name().equals(Startup.class.getName()));
  }

  /** What is tidied up at the end goes with the process. */
  @Enhancement(types = EngineProducer.class)
  public void notAtTheEnd(MethodConfig method) {
    method
        .parameters()
        .forEach(
            parameter ->
                parameter.removeAnnotation(
                    annotation -> annotation.name().equals(Observes.class.getName())));
  }
}
