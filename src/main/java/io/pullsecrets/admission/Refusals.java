package io.pullsecrets.admission;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * Answers what is no admission call: the status that fits, and one line that says what is wrong.
 */
@Singleton
final class Refusals {
  private final AdmissionMetrics metrics;

  @Inject
  Refusals(AdmissionMetrics metrics) {
    this.metrics = metrics;
  }

  Future<Void> invalid(RoutingContext call, InvalidReviewException invalid) {
    return refuse(call, HttpResponseStatus.BAD_REQUEST, invalid.reason());
  }

  /** Another path, method or content type than the endpoint has. */
  void noSuchCall(RoutingContext call, HttpResponseStatus status) {
    Future<Void> unused =
        refuse(
            call, status, "this server answers POST /mutate with Content-Type: application/json");
  }

  /** Refuses a body that is still on its way: the connection ends with it. */
  void unread(RoutingContext call, HttpResponseStatus status, String line) {
    call.response().putHeader(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    refuse(call, status, line).onComplete(done -> call.request().connection().close());
  }

  private Future<Void> refuse(RoutingContext call, HttpResponseStatus status, String line) {
    metrics.refused();
    return call.response()
        .setStatusCode(status.code())
        .putHeader(HttpHeaderNames.CONTENT_TYPE, "text/plain;charset=UTF-8")
        .end(line + "\n");
  }
}
