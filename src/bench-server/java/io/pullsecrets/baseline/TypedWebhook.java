package io.pullsecrets.baseline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponseBuilder;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReview;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReviewBuilder;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * The usual webhook: Jackson reads the review into the Kubernetes client's model, a worker thread
 * decides, and Jackson writes the answer. The decision is the shortest one there is: each pod gets
 * the same pull secret.
 */
@Path("/bench/typed")
public final class TypedWebhook {
  private final ObjectMapper json;

  @Inject
  TypedWebhook(ObjectMapper json) {
    this.json = json;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public AdmissionReview review(AdmissionReview review) throws JsonProcessingException {
    Pod pod = (Pod) review.getRequest().getObject();
    LocalObjectReference secret = new LocalObjectReference("example");
    boolean first = pod.getSpec().getImagePullSecrets().isEmpty();
    String patch =
        json.writeValueAsString(
            List.of(
                Map.of(
                    "op",
                    "add",
                    "path",
                    first ? "/spec/imagePullSecrets" : "/spec/imagePullSecrets/-",
                    "value",
                    first ? List.of(secret) : secret)));
    return new AdmissionReviewBuilder()
        .withResponse(
            new AdmissionResponseBuilder()
                .withUid(review.getRequest().getUid())
                .withAllowed(true)
                .withPatchType("JSONPatch")
                .withPatch(
                    Base64.getEncoder().encodeToString(patch.getBytes(StandardCharsets.UTF_8)))
                .build())
        .build();
  }
}
