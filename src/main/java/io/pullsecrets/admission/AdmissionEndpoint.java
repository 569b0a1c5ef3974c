package io.pullsecrets.admission;

import io.pullsecrets.injection.Reason;
import io.pullsecrets.tracing.AdmissionTracing;
import io.pullsecrets.tracing.AnsweredCall;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;

/** {@code POST /mutate}, which the API server calls. */
@Path("/mutate")
public final class AdmissionEndpoint {
  private final AlikeReviews reviews = new AlikeReviews();
  private final Admission admission;
  private final AdmissionMetrics metrics;
  private final AdmissionTracing tracing;

  /** Stands for the request that is being answered. */
  private final CurrentVertxRequest call;

  @Inject
  AdmissionEndpoint(
      Admission admission,
      AdmissionMetrics metrics,
      AdmissionTracing tracing,
      CurrentVertxRequest call) {
    this.admission = admission;
    this.metrics = metrics;
    this.tracing = tracing;
    this.call = call;
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
    AdmissionRequest request = reviews.read(body);
    Admission.Answer answer = admission.answer(request);
    long time = System.nanoTime() - start;
    metrics.answered(answer.decision(), time);
    if (tracing.isOn()) {
      trace(request, answer.decision().reason(), time);
    }
    return answer.body();
  }

  private void trace(AdmissionRequest request, Reason reason, long nanoseconds) {
    Outcome outcome = Outcome.of(reason);
    tracing.answered(
        new AnsweredCall(
            request.uid(),
            request.namespace(),
            outcome.word(),
            reason.code(),
            outcome == Outcome.FAILED,
            Duration.ofNanos(nanoseconds)),
        name -> call.getCurrent().request().getHeader(name));
  }
}
