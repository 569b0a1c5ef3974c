package io.pullsecrets.admission;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /mutate}, which the API server calls. Runs on the event loop: it takes microseconds
 * and waits for nothing.
 *
 * <p>A route of its own and no JAX-RS resource, whose way to a method and back costs as much as
 * reading, deciding and answering.
 */
@Singleton
final class AdmissionEndpoint {
  private static final String PATH = "/mutate";

  /** Behind {@link RequestLimit}, before all that comes with Quarkus. */
  private static final int ORDER = RequestLimit.ORDER + 1;

  private final Admission admission;
  private final AdmissionMetrics metrics;
  private final Refusals refusals;

  @Inject
  AdmissionEndpoint(Admission admission, AdmissionMetrics metrics, Refusals refusals) {
    this.admission = admission;
    this.metrics = metrics;
    this.refusals = refusals;
  }

  void register(@Observes Router router) {
    router.route(PATH).order(ORDER).handler(this::handle);
    router.route().last().handler(call -> refusals.noSuchCall(call, HttpResponseStatus.NOT_FOUND));
  }

  private void handle(RoutingContext call) {
    HttpServerRequest request = call.request();
    if (!request.method().equals(HttpMethod.POST)) {
      call.response().putHeader(HttpHeaderNames.ALLOW, HttpMethod.POST.name());
      refusals.noSuchCall(call, HttpResponseStatus.METHOD_NOT_ALLOWED);
    } else if (!isJson(request.getHeader(HttpHeaderNames.CONTENT_TYPE))) {
      refusals.noSuchCall(call, HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE);
    } else {
      request.body().compose(body -> answer(call, body)).onFailure(cause -> fail(call, cause));
      // Quarkus hands requests on without reading further.
      request.resume();
    }
  }

  private Future<Void> answer(RoutingContext call, Buffer body) {
    long start = System.nanoTime();
    Admission.Answer answer;
    try {
      answer = admission.answer(ReviewReader.read(body.getBytes()));
    } catch (InvalidReviewException invalid) {
      return refusals.invalid(call, invalid);
    }
    metrics.answered(answer.decision(), System.nanoTime() - start);
    return call.response()
        .putHeader(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
        .end(Buffer.buffer(answer.body()));
  }

  private static void fail(RoutingContext call, Throwable cause) {
    // A caller that has gone is told nothing.
    if (!call.response().closed() && !call.response().ended()) {
      call.fail(cause);
    }
  }

  /** Whether a Content-Type is JSON, with or without parameters such as a charset. */
  private static boolean isJson(@Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    int end = contentType.indexOf(';');
    String type = end < 0 ? contentType : contentType.substring(0, end).strip();
    return type.equalsIgnoreCase(HttpHeaderValues.APPLICATION_JSON.toString());
  }
}
