package io.pullsecrets.tracing;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A span as a collector gets it.
 *
 * @param resource what it says of the process
 * @param nanoseconds how long it lasted
 */
public record ReceivedSpan(
    Map<String, String> resource,
    String traceId,
    String parentId,
    String name,
    long kind,
    long nanoseconds,
    Map<String, String> attributes,
    long status) {
  static final long SERVER = 2;
  static final long ERROR = 2;

  public ReceivedSpan {
    resource = Map.copyOf(resource);
    attributes = Map.copyOf(attributes);
  }

  /** All of an ExportTraceServiceRequest. */
  static List<ReceivedSpan> of(byte[] body) {
    return new ProtobufFields(body).messages(1).flatMap(ReceivedSpan::ofResource).toList();
  }

  private static Stream<ReceivedSpan> ofResource(ProtobufFields resourceSpans) {
    Map<String, String> resource =
        resourceSpans.messages(1).findFirst().map(each -> attributes(each, 1)).orElse(Map.of());
    return resourceSpans
        .messages(2)
        .flatMap(scope -> scope.messages(2))
        .map(
            span ->
                new ReceivedSpan(
                    resource,
                    span.hex(1),
                    span.hex(4),
                    span.text(5),
                    span.number(6),
                    span.number(8) - span.number(7),
                    attributes(span, 9),
                    span.messages(15).findFirst().map(status -> status.number(3)).orElse(0L)));
  }

  private static Map<String, String> attributes(ProtobufFields of, int number) {
    return of.messages(number)
        .collect(
            Collectors.toMap(
                each -> each.text(1),
                each -> each.messages(2).findFirst().map(value -> value.text(1)).orElse("")));
  }
}
