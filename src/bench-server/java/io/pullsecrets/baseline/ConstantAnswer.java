package io.pullsecrets.baseline;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * The floor: reads the body to its end, looks at nothing and answers the same each time. What it
 * costs is what HTTPS costs on this server.
 */
@Singleton
final class ConstantAnswer {
  /** About as long as the webhook's answer to the reviews of the measurement. */
  private static final int LENGTH = 880;

  private final Buffer answer = Buffer.buffer("{\"padding\":\"" + "x".repeat(LENGTH - 14) + "\"}");

  void register(@Observes Router router) {
    // As early as the webhook.
    router.post("/bench/constant").order(-99).handler(this::answer);
  }

  private void answer(RoutingContext call) {
    call.request()
        .body()
        .onSuccess(
            body ->
                call.response()
                    .putHeader(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                    .end(answer))
        .onFailure(call::fail);
    call.request().resume();
  }
}
