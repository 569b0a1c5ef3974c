package io.pullsecrets.admission;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** {@code POST /mutate}, which the API server calls. */
@Path("/mutate")
public final class AdmissionEndpoint {
  private final Admission admission;
  private final AdmissionMetrics metrics;

  @Inject
  AdmissionEndpoint(Admission admission, AdmissionMetrics metrics) {
    this.admission = admission;
    this.metrics = metrics;
  }

  /** Runs on the event loop: it takes microseconds and waits for nothing. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  @NonBlocking
  public byte[] mutate(byte[] body) throws InvalidReviewException {
    long start = System.nanoTime();
    Admission.Answer answer = admission.answer(ReviewReader.read(body));
    metrics.answered(answer.decision(), System.nanoTime() - start);
    return answer.body();
  }

  @ServerExceptionMapper
  Response refuse(InvalidReviewException invalid) {
    metrics.refused();
    return line(Response.Status.BAD_REQUEST.getStatusCode(), invalid.reason());
  }

  /** Another path, method or content type than the endpoint has. */
  @ServerExceptionMapper
  Response refuse(WebApplicationException refusal) {
    return line(refusal.getResponse().getStatus(), "this server takes POST /mutate with JSON");
  }

  private static Response line(int status, String reason) {
    return Response.status(status).type(MediaType.TEXT_PLAIN_TYPE).entity(reason + "\n").build();
  }
}
