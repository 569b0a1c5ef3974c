package io.pullsecrets.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** AdmissionReviews of pods that a real API server sent. */
public final class RecordedReview {
  /**
   * A pod with three images (Docker Hub, a local registry, quay.io) and a pull secret of its own.
   */
  public static final String THREE_IMAGES = "pod-generate-name-init-sidecar-own-secret";

  /** A Deployment's pod with one image, of registry.example.com. */
  public static final String DEPLOYMENT = "deployment-replicaset";

  private RecordedReview() {}

  /** The body of the review of that name. */
  public static byte[] body(String name) {
    try (InputStream in = RecordedReview.class.getResourceAsStream("/reviews/" + name + ".json")) {
      if (in == null) {
        throw new IllegalArgumentException("no recorded review is named " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
