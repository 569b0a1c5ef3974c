package io.pullsecrets.admission;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

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

  @ServerExceptionMapper
  Response refuse(InvalidReviewException invalid) {
    metrics.refused();
    return answer(Response.Status.BAD_REQUEST.getStatusCode(), invalid.reason());
  }

  /** Another path, method or content type than the endpoint has. */
  @ServerExceptionMapper
  Response refuse(WebApplicationException refusal) {
    metrics.refused();
    return answer(
        refusal.getResponse().getStatus(),
        "this server answers POST /mutate with Content-Type: application/json");
  }

  private static Response answer(int status, String line) {
    return Response.status(status).type(MediaType.TEXT_PLAIN_TYPE).entity(line + "\n").build();
  }
}
