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
import java.time.Duration;

/**
 * Refuses, before any of it is read, a body that is too large by its stated length, one that states
 * none (it could grow without end; the API server always states it), and one for which the bodies
 * under way leave no memory. Cuts off a body that doesn't arrive in time.
 */
@Singleton
final class RequestLimit {
  /** Before Quarkus' own limit, which says nothing about the reason. */
  private static final int PRIORITY = 100;

  /** Which part of the heap bodies under way may fill; each is held twice for a moment. */
  private static final int PART_OF_HEAP = 8;

  private final long limit;
  private final Duration time;
  private final BodyMemory memory;
  private final AdmissionMetrics metrics;

  @Inject
  RequestLimit(InjectorConfiguration configuration, AdmissionMetrics metrics) {
    this.metrics = metrics;
    limit = configuration.maxRequestSize().asLongValue();
    time = configuration.maxRequestTime();
    memory = new BodyMemory(Math.max(limit, Runtime.getRuntime().maxMemory() / PART_OF_HEAP));
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, PRIORITY);
  }

  private void check(RoutingContext call) {
    String header = call.request().getHeader(HttpHeaderNames.CONTENT_LENGTH);
    if (header == null) {
      if (call.request().method().equals(HttpMethod.POST)) {
        refuse(call, HttpResponseStatus.LENGTH_REQUIRED, "the request needs a Content-Length");
      } else {
        receive(call, 0);
      }
      return;
    }
    long length = Long.parseLong(header); // Netty has refused whatever is no length
    if (length > limit) {
      refuse(
          call,
          HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
          "the body has more than "
              + limit
              + " bytes, the limit that pull-secret-injector.max-request-size sets");
    } else if (memory.take(length)) {
      receive(call, length);
    } else {
      refuse(
          call, HttpResponseStatus.SERVICE_UNAVAILABLE, "too many large bodies are being received");
    }
  }

  private void receive(RoutingContext call, long length) {
    long timer =
        call.vertx()
            .setTimer(
                time.toMillis(),
                fired -> {
                  if (!call.request().isEnded()) {
                    refuse(
                        call,
                        HttpResponseStatus.REQUEST_TIMEOUT,
                        "the body didn't arrive within pull-secret-injector.max-request-time");
                  }
                });
    call.addEndHandler(
        ended -> {
          call.vertx().cancelTimer(timer);
          memory.giveBack(length);
        });
    call.next();
  }

  /** Of larger bodies, how many bytes are being received or answered. */
  long bytesUnderWay() {
    return memory.taken();
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
