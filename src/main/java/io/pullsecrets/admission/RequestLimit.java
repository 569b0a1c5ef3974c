package io.pullsecrets.admission;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.pullsecrets.configuration.InjectorConfiguration;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * Refuses a body that is too large by its stated length, before any of it is read, and one that
 * states none, which could grow without end. The API server always states it.
 */
@Singleton
final class RequestLimit {
  /** Before Quarkus' own limit, which says nothing about the reason. */
  private static final int PRIORITY = 100;

  private final long limit;
  private final AdmissionMetrics metrics;

  @Inject
  RequestLimit(InjectorConfiguration configuration, AdmissionMetrics metrics) {
    this.metrics = metrics;
    limit = configuration.maxRequestSize().asLongValue();
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, PRIORITY);
  }

  private void check(RoutingContext call) {
    String length = call.request().getHeader(HttpHeaderNames.CONTENT_LENGTH);
    if (length == null && call.request().method().equals(HttpMethod.POST)) {
      refuse(call, HttpResponseStatus.LENGTH_REQUIRED, "the request needs a Content-Length");
    } else if (length != null && Long.parseLong(length) > limit) {
      refuse(
          call,
          HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
          "the body has more than "
              + limit
              + " bytes, the limit that pull-secret-injector.max-request-size sets");
    } else {
      call.next();
    }
  }

  /** The connection ends with it, since the body is still on its way. */
  private void refuse(RoutingContext call, HttpResponseStatus status, String line) {
    metrics.refused();
    call.response()
        .setStatusCode(status.code())
        .putHeader(HttpHeaderNames.CONTENT_TYPE, "text/plain;charset=UTF-8")
        .putHeader(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
        .end(line + "\n")
        .onComplete(done -> call.request().connection().close());
  }
}
