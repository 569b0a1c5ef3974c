package io.pullsecrets.admission;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

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

  /**
   * Answers an AdmissionReview. Runs on the event loop: it takes microseconds and waits for
   * nothing.
   *
   * @throws InvalidReviewException answered by {@link Refusals}
   */
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
}
