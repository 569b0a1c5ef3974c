package io.pullsecrets.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.pullsecrets.LogLines;
import io.pullsecrets.configuration.TestConfiguration;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Spans beside a collector, without a server. */
class SpansTest {
  /** More than the SDK's queue takes. */
  private static final int MANY = 10_000;

  private final Collector collector = new Collector();

  SpansTest() throws IOException {}

  @AfterEach
  void close() {
    collector.close();
  }

  @Test
  void the_last_spans_are_sent_when_the_process_ends() {
    Spans spans = Spans.sentTo(collector.endpoint());
    spans.add(call("a", true), name -> null);
    spans.add(call("b", false), name -> null);
    spans.close();

    assertThat(collector.spans())
        .extracting(each -> each.attributes().get("pull_secret_injector.uid"), ReceivedSpan::status)
        .containsExactly(tuple("a", ReceivedSpan.ERROR), tuple("b", 0L));
  }

  @Test
  void a_collector_that_hangs_holds_up_neither_a_call_nor_the_end() {
    collector.hang();
    Spans spans = Spans.sentTo(collector.endpoint());
    long start = System.nanoTime();
    for (int i = 0; i < MANY; i++) {
      spans.add(call("call", false), name -> null);
    }
    spans.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
  }

  @Test
  void a_variable_of_opentelemetry_with_a_wrong_value_is_named() {
    System.setProperty("otel.bsp.max.queue.size", "many");
    try {
      assertThatExceptionOfType(ConfigurationException.class)
          .isThrownBy(() -> Spans.sentTo(collector.endpoint()))
          .withMessageContaining("otel.bsp.max.queue.size")
          .withMessageContaining("many");
    } finally {
      System.clearProperty("otel.bsp.max.queue.size");
    }
  }

  @Test
  void a_defect_while_a_span_is_made_stops_nobody_and_is_told_once() {
    AdmissionTracing tracing =
        new AdmissionTracing(
            TestConfiguration.of(Map.of("tracing.endpoint", collector.endpoint().toString())));
    tracing.start(new StartupEvent());
    try (LogLines log = new LogLines("io.pullsecrets.tracing", Level.INFO)) {
      for (int i = 0; i < 3; i++) {
        tracing.answered(
            call("call", false),
            name -> {
              throw new IllegalStateException("for the test");
            });
      }
      assertThat(log.lines()).hasSize(1).first().asString().startsWith("ERROR A span");
    } finally {
      tracing.stop(new ShutdownEvent());
    }
  }

  private static AnsweredCall call(String uid, boolean failed) {
    return new AnsweredCall(uid, "demo", "unchanged", "no-match", failed, Duration.ofMillis(1));
  }
}
