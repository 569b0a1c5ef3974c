package io.pullsecrets.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

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

  /**
   * As many reviews like this one as would come from the pods of one ReplicaSet: another uid, time
   * and name of the token's volume in each. A thousand, or of large ones as many as fit into 32 MB.
   */
  public static List<byte[]> alike(byte[] review) {
    try {
      JsonNode request = new ObjectMapper().readTree(review).get("request");
      String uid = request.get("uid").textValue();
      String time = request.at("/object/metadata/managedFields/0/time").textValue();
      String volume = request.at("/object/spec/volumes/0/name").textValue();
      String text = new String(review, StandardCharsets.UTF_8);
      List<byte[]> reviews = new ArrayList<>();
      int count = Math.min(1000, (32 << 20) / review.length);
      for (int i = 0; i < count; i++) {
        String digits = "%05d".formatted(i);
        reviews.add(
            text.replace(uid, ending(uid, digits))
                .replace(volume, ending(volume, digits))
                .replace(time, Instant.parse(time).plusSeconds(i).toString())
                .getBytes(StandardCharsets.UTF_8));
      }
      return reviews;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String ending(String text, String end) {
    return text.substring(0, text.length() - end.length()) + end;
  }
}
