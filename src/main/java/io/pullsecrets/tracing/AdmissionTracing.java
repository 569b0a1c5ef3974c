package io.pullsecrets.tracing;

import io.pullsecrets.configuration.InjectorConfiguration;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Traces admission calls, if that is switched on. Knows OpenTelemetry only through {@link Spans}, a
 * class that isn't loaded otherwise.
 */
@Singleton
public final class AdmissionTracing {
  private static final Logger LOG = Logger.getLogger(AdmissionTracing.class);

  private final Optional<URI> endpoint;
  private volatile @Nullable Spans spans;
  private volatile boolean begun;
  private final AtomicBoolean defectIsKnown = new AtomicBoolean();

  @Inject
  public AdmissionTracing(InjectorConfiguration configuration) {
    endpoint = configuration.tracing().map(InjectorConfiguration.Tracing::endpoint);
  }

  /** From here on; what came before was the warm-up. */
  public void begin() {
    begun = true;
  }

  /** Whether anybody wants to know of calls. */
  public boolean isOn() {
    return spans != null && begun;
  }

  /**
   * Hands a call on to be sent, and waits for nothing. Never throws: the pod's answer is ready.
   *
   * @param header the request's header of a name, or null if it has none
   */
  public void answered(AnsweredCall call, Function<String, @Nullable String> header) {
    Spans on = spans;
    if (on == null) {
      return;
    }
    try {
      on.add(call, header);
    } catch (RuntimeException | LinkageError e) {
      if (!defectIsKnown.getAndSet(true)) {
        LOG.error("A span couldn't be made, which is said only once", e);
      }
    }
  }

  /**
   * Begins, before the first call.
   *
   * @throws io.quarkus.runtime.configuration.ConfigurationException if a variable of OpenTelemetry
   *     has a value that it can't have
   */
  void start(@Observes StartupEvent event) {
    if (endpoint.isPresent()) {
      spans = Spans.sentTo(endpoint.get());
      LOG.infof("Traces go to %s", endpoint.get());
    }
  }

  /** The last calls have been answered by now. */
  void stop(@Observes ShutdownEvent event) {
    Spans on = spans;
    spans = null;
    if (on != null) {
      on.close();
    }
  }
}
