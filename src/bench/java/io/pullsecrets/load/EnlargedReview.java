package io.pullsecrets.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pullsecrets.bench.RecordedReview;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A recorded review whose pod was made as large as real ones get: containers with many environment
 * variables, the fields that {@code managedFields} lists for each of them, and annotations.
 */
final class EnlargedReview {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int VARIABLES = 20;

  private EnlargedReview() {}

  /** The recorded review, with as many more containers as take it to this number of bytes. */
  static byte[] of(int bytes) {
    byte[] body = RecordedReview.body(RecordedReview.DEPLOYMENT);
    try {
      ObjectNode review = (ObjectNode) JSON.readTree(body);
      for (int i = 1; body.length < bytes; i++) {
        addContainer(review.withObject("/request/object"), i);
        body = JSON.writeValueAsBytes(review);
      }
      return body;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A thousand of these reviews, each with another image of the same registry. */
  static List<byte[]> different(byte[] review) {
    try {
      ObjectNode tree = (ObjectNode) JSON.readTree(review);
      ObjectNode container = (ObjectNode) tree.at("/request/object/spec/containers/0");
      String image = container.get("image").textValue();
      List<byte[]> reviews = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        container.put("image", image + "-" + i);
        reviews.add(JSON.writeValueAsBytes(tree));
      }
      return reviews;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void addContainer(ObjectNode pod, int number) {
    ArrayNode containers = pod.withArray("/spec/containers");
    ObjectNode container = containers.get(0).deepCopy();
    String name = "worker-" + number;
    container.put("name", name);
    container
        .withObject("/resources/limits")
        .put("cpu", "2")
        .put("memory", "4Gi")
        .put("nvidia.com/gpu", "1");
    ObjectNode managed =
        (ObjectNode) pod.withArray("/metadata/managedFields").get(0).at("/fieldsV1/f:spec");
    ObjectNode fields =
        managed.withObjectProperty("f:containers").putObject("k:{\"name\":\"" + name + "\"}");
    for (String field :
        new String[] {"image", "imagePullPolicy", "name", "terminationMessagePath"}) {
      fields.putObject("f:" + field);
    }
    ObjectNode environment = fields.putObject("f:env");
    for (int i = 0; i < VARIABLES; i++) {
      String variable = "TRAINING_PARAMETER_" + i;
      container
          .withArray("/env")
          .addObject()
          .put("name", variable)
          .put("value", "/mnt/datasets/run-" + number + "/shard-" + i + "?format=\"parquet\"");
      ObjectNode field = environment.putObject("k:{\"name\":\"" + variable + "\"}");
      field.putObject(".");
      field.putObject("f:name");
      field.putObject("f:value");
    }
    containers.add(container);
    pod.withObject("/metadata/annotations")
        .put("example.com/sidecar-" + number, "{\"inject\":true,\"ports\":[8080,9090]}".repeat(8));
  }
}
