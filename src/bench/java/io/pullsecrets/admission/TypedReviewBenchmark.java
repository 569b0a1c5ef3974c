package io.pullsecrets.admission;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReview;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.pullsecrets.bench.RecordedReview;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The baseline: what a webhook does that reads the review into the Kubernetes client's typed model,
 * and that before it decides or answers anything.
 */
@State(Scope.Benchmark)
public class TypedReviewBenchmark {
  @Param({RecordedReview.THREE_IMAGES, RecordedReview.DEPLOYMENT})
  String review = "";

  private byte[] body;
  private ObjectMapper mapper;

  @Setup
  public void setUp() throws IOException {
    body = RecordedReview.body(review);
    mapper = new ObjectMapper();
    new KubernetesSerialization(mapper, true); // teaches the mapper the Kubernetes types
    if (parse().getRequest().getObject() == null) {
      throw new IllegalStateException("the pod isn't parsed");
    }
  }

  @Benchmark
  public AdmissionReview parse() throws IOException {
    return mapper.readValue(body, AdmissionReview.class);
  }
}
