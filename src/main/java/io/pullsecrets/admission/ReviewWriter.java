package io.pullsecrets.admission;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.pullsecrets.admission.AdmissionRequest.PodShape;
import io.pullsecrets.image.PrintableText;
import io.pullsecrets.injection.Decision;
import io.pullsecrets.injection.PodImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes the AdmissionReview that answers a request. It always allows.
 *
 * <p>The uid, the one field in which the answers to alike pods differ, comes last, so that all
 * before it can be written once ({@link AnswerCache}).
 */
final class ReviewWriter {
  /** Prefix of what the API server prints before a warning's text, added here for the reader. */
  private static final String WARNING_PREFIX = "pull-secret-injector: ";

  /** The API server cuts a warning that is longer (in characters; our text is ASCII mostly). */
  private static final int MAX_WARNING = 256;

  /** What stands behind the uid. */
  private static final byte[] END = {'"', '}', '}'};

  private static final JsonFactory JSON = new JsonFactory();

  private ReviewWriter() {}

  /**
   * The answer up to its uid, behind that one's first quote.
   *
   * @param pod the pod that was decided about
   * @param shape what the patch must fit
   */
  static PreparedAnswer prepare(Decision decision, PodImages pod, PodShape shape) {
    String served =
        decision instanceof Decision.Inject inject ? ServedRegistries.of(inject.added()) : null;
    try (ByteArrayBuilder bytes = new ByteArrayBuilder(1024)) {
      // Written before the answer is begun: Jackson keeps one set of buffers per thread, and a
      // generator inside another would allocate its own.
      byte @Nullable [] patch =
          decision instanceof Decision.Inject inject && served != null
              ? patch(new PodPatch(inject.added(), served, pod.pullSecrets(), shape))
              : null;
      try (JsonGenerator json = JSON.createGenerator(bytes)) {
        json.writeStartObject();
        json.writeStringField("apiVersion", ReviewReader.API_VERSION);
        json.writeStringField("kind", ReviewReader.KIND);
        json.writeObjectFieldStart("response");
        json.writeBooleanField("allowed", true);
        if (patch != null) {
          json.writeStringField("patchType", "JSONPatch");
          json.writeBinaryField("patch", patch);
        }
        writeAuditAnnotations(json, decision, served);
        if (decision.warning().isPresent()) {
          json.writeArrayFieldStart("warnings");
          json.writeString(
              PrintableText.shortened(WARNING_PREFIX + decision.warning().get(), MAX_WARNING));
          json.writeEndArray();
        }
        json.writeStringField("uid", "");
        json.writeEndObject();
        json.writeEndObject();
      }
      byte[] whole = bytes.toByteArray();
      return new PreparedAnswer(decision, Arrays.copyOf(whole, whole.length - END.length));
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }

  /** The body of the answer to a request of that uid, in UTF-8. */
  static byte[] finish(PreparedAnswer answer, String uid) {
    byte[] start = answer.start();
    byte[] quoted = JsonStringEncoder.getInstance().quoteAsUTF8(uid);
    byte[] whole = Arrays.copyOf(start, start.length + quoted.length + END.length);
    System.arraycopy(quoted, 0, whole, start.length, quoted.length);
    System.arraycopy(END, 0, whole, whole.length - END.length, END.length);
    return whole;
  }

  private static void writeAuditAnnotations(
      JsonGenerator json, Decision decision, @Nullable String served) throws IOException {
    json.writeObjectFieldStart("auditAnnotations");
    json.writeStringField("reason", decision.reason().code());
    json.writeStringField("explanation", decision.explanation());
    if (served != null) {
      json.writeStringField("injected", served);
    }
    json.writeEndObject();
  }

  private static byte[] patch(PodPatch patch) throws IOException {
    try (ByteArrayBuilder bytes = new ByteArrayBuilder(512)) {
      try (JsonGenerator json = JSON.createGenerator(bytes)) {
        patch.writeTo(json);
      }
      return bytes.toByteArray();
    }
  }
}
