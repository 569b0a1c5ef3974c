package io.pullsecrets.admission;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.pullsecrets.configuration.InjectorConfiguration;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
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
  static final int ORDER = -100;

  private final long limit;
  private final Refusals refusals;

  @Inject
  RequestLimit(InjectorConfiguration configuration, Refusals refusals) {
    this.refusals = refusals;
    limit = configuration.maxRequestSize().asLongValue();
  }

  void register(@Observes Router router) {
    router.route().order(ORDER).handler(this::check);
  }

  private void check(RoutingContext call) {
    String length = call.request().getHeader(HttpHeaderNames.CONTENT_LENGTH);
    if (length == null && call.request().method().equals(HttpMethod.POST)) {
      refusals.unread(
          call, HttpResponseStatus.LENGTH_REQUIRED, "the request needs a Content-Length");
    } else if (length != null && Long.parseLong(length) > limit) {
      refusals.unread(
          call,
          HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
          "the body has more than "
              + limit
              + " bytes, the limit that pull-secret-injector.max-request-size sets");
    } else {
      call.next();
    }
  }
}
