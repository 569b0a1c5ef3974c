package io.pullsecrets.admission;

import com.fasterxml.jackson.core.JsonGenerator;
import io.pullsecrets.admission.AdmissionRequest.PodShape;
import io.pullsecrets.injection.PodAnnotations;
import io.pullsecrets.injection.Verdict;
import java.io.IOException;
import java.util.List;

/**
 * The JSON Patch (RFC 6902) that adds pull secrets to a pod, and one annotation that says which of
 * them serves which registry. It has {@code add} operations only, so that the pod's own fields,
 * those unknown to this program too, stay as they are.
 *
 * @param added the pull secrets to add, at least one
 * @param served what {@link ServedRegistries#of} says of them
 * @param listed the pull secrets that the pod lists already
 * @param shape what else the pod has already
 */
record PodPatch(List<Verdict> added, String served, List<String> listed, PodShape shape) {
  /** The API server refuses objects whose annotations have more (256 KiB, keys and values). */
  private static final int MAX_ANNOTATION_BYTES = 256 << 10;

  /** {@link PodAnnotations#INJECTED} as a part of a JSON Pointer (RFC 6901). */
  private static final String ANNOTATION_POINTER =
      "/metadata/annotations/" + PodAnnotations.INJECTED.replace("/", "~1");

  PodPatch {
    added = List.copyOf(added);
    listed = List.copyOf(listed);
  }

  void writeTo(JsonGenerator json) throws IOException {
    json.writeStartArray();
    if (shape.hasPullSecrets()) {
      for (Verdict each : added) {
        startAdd(json, "/spec/imagePullSecrets/-");
        writeReference(json, each);
        json.writeEndObject();
      }
    } else {
      startAdd(json, "/spec/imagePullSecrets");
      json.writeStartArray();
      for (Verdict each : added) {
        writeReference(json, each);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    writeAnnotation(json);
    json.writeEndArray();
  }

  private void writeAnnotation(JsonGenerator json) throws IOException {
    // First, since taking apart a stranger's value of any length would take many times its memory.
    if (!shape.hasMetadata() || shape.annotationBytes() > MAX_ANNOTATION_BYTES) {
      return;
    }
    String earlier = shape.injected();
    String value = earlier == null ? served : ServedRegistries.extended(earlier, listed, added);
    if (shape.annotationBytes() + Utf8.length(PodAnnotations.INJECTED) + Utf8.length(value)
        > MAX_ANNOTATION_BYTES) {
      return;
    }
    if (shape.hasAnnotations()) {
      startAdd(json, ANNOTATION_POINTER);
      json.writeString(value);
    } else {
      startAdd(json, "/metadata/annotations");
      json.writeStartObject();
      json.writeStringField(PodAnnotations.INJECTED, value);
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void startAdd(JsonGenerator json, String path) throws IOException {
    json.writeStartObject();
    json.writeStringField("op", "add");
    json.writeStringField("path", path);
    json.writeFieldName("value");
  }

  private static void writeReference(JsonGenerator json, Verdict added) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", added.secret());
    json.writeEndObject();
  }
}
