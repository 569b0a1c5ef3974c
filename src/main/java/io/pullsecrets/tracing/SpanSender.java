package io.pullsecrets.tracing;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** Sends spans, and says in one line when that fails and when it works again. */
final class SpanSender implements SpanExporter {
  private static final Logger LOG = Logger.getLogger(SpanSender.class);

  private final SpanExporter exporter;
  private final AtomicBoolean failing = new AtomicBoolean();

  SpanSender(SpanExporter exporter) {
    this.exporter = exporter;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    CompletableResultCode result = exporter.export(spans);
    return result.whenComplete(() -> tell(result));
  }

  private void tell(CompletableResultCode result) {
    boolean failed = !result.isSuccess();
    if (failing.getAndSet(failed) == failed) {
      return;
    }
    if (failed) {
      LOG.warnf("Traces can't be sent, which is tried again: %s", result.getFailureThrowable());
    } else {
      LOG.info("Traces are sent again");
    }
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}
