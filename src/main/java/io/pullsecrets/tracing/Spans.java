package io.pullsecrets.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.resources.Resource;
import io.pullsecrets.image.PrintableText;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes spans and has them sent in batches, by a thread of the SDK. What doesn't fit into its queue
 * is dropped.
 */
final class Spans implements AutoCloseable {
  private static final String SERVICE = "pull-secret-injector";
  private static final String NAME = "admission";
  private static final AttributeKey<String> INSTANCE =
      AttributeKey.stringKey("service.instance.id");
  private static final AttributeKey<String> UID =
      AttributeKey.stringKey("pull_secret_injector.uid");
  private static final AttributeKey<String> NAMESPACE =
      AttributeKey.stringKey("pull_secret_injector.namespace");
  private static final AttributeKey<String> OUTCOME =
      AttributeKey.stringKey("pull_secret_injector.outcome");
  private static final AttributeKey<String> REASON =
      AttributeKey.stringKey("pull_secret_injector.reason");

  /** A namespace's name has 63 characters, a uid 36. */
  private static final int MAX_VALUE = 63;

  /** Enough for the JVM's first compiler to have seen it. */
  private static final int WARM_UP = 500;

  /** How long a process that ends waits for the last spans: a collector may be away. */
  private static final Duration LAST = Duration.ofSeconds(2);

  private static final TextMapGetter<Function<String, @Nullable String>> HEADERS = new Headers();

  private final OpenTelemetrySdk sdk;
  private final Tracer tracer;

  private Spans(OpenTelemetrySdk sdk) {
    this.sdk = sdk;
    this.tracer = sdk.getTracer(SERVICE);
  }

  /**
   * Reads OpenTelemetry's own variables for all but the address.
   *
   * @throws io.quarkus.runtime.configuration.ConfigurationException if one has a value that it
   *     can't have
   */
  static Spans sentTo(URI endpoint) {
    Map<String, String> fixed =
        Map.of(
            "otel.traces.exporter", "otlp",
            "otel.metrics.exporter", "none",
            "otel.logs.exporter", "none",
            "otel.exporter.otlp.traces.protocol", "http/protobuf",
            "otel.exporter.otlp.traces.endpoint", tracesBelow(endpoint));
    try {
      warmUp();
      return new Spans(
          AutoConfiguredOpenTelemetrySdk.builder()
              // Quarkus tells when all calls have been answered.
              .disableShutdownHook()
              .addPropertiesSupplier(() -> Map.of("otel.service.name", SERVICE))
              .addPropertiesCustomizer(properties -> fixed)
              .addResourceCustomizer((resource, properties) -> instance().merge(resource))
              .addSpanExporterCustomizer((exporter, properties) -> new SpanSender(exporter))
              .build()
              .getOpenTelemetrySdk());
    } catch (ConfigurationException e) {
      throw new io.quarkus.runtime.configuration.ConfigurationException(
          "Tracing can't be set up: " + e.getMessage(), e);
    }
  }

  /** Makes spans that nobody gets, so that the first pod doesn't pay for loading the classes. */
  private static void warmUp() {
    AnsweredCall call =
        new AnsweredCall("warm-up", "warm-up", "injected", "injected", false, Duration.ZERO);
    try (Spans unseen = new Spans(OpenTelemetrySdk.builder().build())) {
      for (int i = 0; i < WARM_UP; i++) {
        unseen.add(
            call,
            name ->
                name.equals("traceparent")
                    ? "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
                    : null);
      }
    }
  }

  private static String tracesBelow(URI endpoint) {
    String base = endpoint.toString();
    return base + (base.endsWith("/") ? "" : "/") + "v1/traces";
  }

  /** Which replica it is; the variable OTEL_RESOURCE_ATTRIBUTES can say it in another way. */
  private static Resource instance() {
    String pod = System.getenv("HOSTNAME");
    return pod == null ? Resource.empty() : Resource.create(Attributes.of(INSTANCE, pod));
  }

  /** The call has just been answered. */
  void add(AnsweredCall call, Function<String, @Nullable String> header) {
    Instant end = Instant.now();
    Context caller =
        W3CTraceContextPropagator.getInstance().extract(Context.root(), header, HEADERS);
    Span span =
        tracer
            .spanBuilder(NAME)
            .setParent(caller)
            .setSpanKind(SpanKind.SERVER)
            .setStartTimestamp(end.minus(call.time()))
            .startSpan();
    if (span.isRecording()) {
      span.setAttribute(UID, PrintableText.of(call.uid(), MAX_VALUE));
      span.setAttribute(NAMESPACE, PrintableText.of(call.namespace(), MAX_VALUE));
      span.setAttribute(OUTCOME, call.outcome());
      span.setAttribute(REASON, call.reason());
      if (call.failed()) {
        span.setStatus(StatusCode.ERROR);
      }
    }
    span.end(end);
  }

  /** Sends what is left, if that takes a moment only. */
  @Override
  public void close() {
    sdk.shutdown().join(LAST.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static final class Headers implements TextMapGetter<Function<String, @Nullable String>> {
    /** Who asks for names in their own form only, needs no list. */
    @Override
    public Iterable<String> keys(Function<String, @Nullable String> header) {
      return List.of();
    }

    @Override
    public @Nullable String get(@Nullable Function<String, @Nullable String> header, String name) {
      return header == null ? null : header.apply(name);
    }
  }
}
