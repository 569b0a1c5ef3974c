package io.pullsecrets.tracing;

import java.time.Duration;
import java.util.Objects;

/**
 * What a span says of one admission call.
 *
 * @param uid the request's uid
 * @param namespace the request's namespace
 * @param outcome what the answer does to the pod, in the word of the metrics
 * @param reason the code of the reason
 * @param failed whether a defect or a start cost the answer
 * @param time from the body's arrival until the answer was written
 */
public record AnsweredCall(
    String uid, String namespace, String outcome, String reason, boolean failed, Duration time) {
  public AnsweredCall {
    Objects.requireNonNull(uid, "uid");
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(time, "time");
  }
}
