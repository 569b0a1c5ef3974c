package io.pullsecrets.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.pullsecrets.image.PrintableText;
import io.pullsecrets.injection.Decision;
import io.pullsecrets.injection.ExplainedSecret;
import io.pullsecrets.injection.Explanation;
import io.pullsecrets.injection.PodImages;
import io.pullsecrets.registry.Finding;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/**
 * An explanation with the pod it is about, ready to be printed.
 *
 * @param title kind and name of the pod's object
 * @param namespace its namespace
 * @param pod the pod as the webhook gets it
 * @param explanation what the engine says
 */
record ExplainedPod(String title, String namespace, PodImages pod, Explanation explanation) {
  private static final int PRINTED_LENGTH = 300;
  private static final int PRINTED_KEYS = 3;

  ExplainedPod {
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(pod, "pod");
    Objects.requireNonNull(explanation, "explanation");
  }

  String toTable() {
    Decision decision = explanation.decision();
    StringBuilder text = new StringBuilder();
    text.append(title).append(" in ").append(printable(namespace)).append('\n');
    pod.images().forEach(each -> text.append("  image   ").append(printable(each)).append('\n'));
    text.append("  reason  ").append(decision.reason().code()).append('\n');
    text.append("          ").append(decision.explanation()).append('\n');
    decision.warning().ifPresent(each -> text.append("  warning ").append(each).append('\n'));
    List<String> names = explanation.pullSecrets(pod);
    text.append("  pulls   ")
        .append(
            names.isEmpty()
                ? "without a pull secret"
                : "with " + printable(String.join(", ", names)))
        .append('\n');
    if (!explanation.secrets().isEmpty()) {
      Table table = new Table("SECRET", "FROM", "RESULT", "KEYS", "WHY");
      for (ExplainedSecret each : explanation.secrets()) {
        table.row(each.name(), each.origin().code(), each.code(), keys(each.keys()), each.why());
      }
      text.append('\n').append(table);
    }
    return text.toString();
  }

  private static String keys(List<String> keys) {
    String first = String.join(",", keys.subList(0, Math.min(PRINTED_KEYS, keys.size())));
    return keys.size() > PRINTED_KEYS ? first + ",+" + (keys.size() - PRINTED_KEYS) : first;
  }

  void writeTo(JsonGenerator json) throws IOException {
    Decision decision = explanation.decision();
    json.writeStartObject();
    json.writeStringField("pod", title);
    json.writeStringField("namespace", namespace);
    JsonText.texts(json, "images", pod.images());
    json.writeStringField("reason", decision.reason().code());
    json.writeStringField("explanation", decision.explanation());
    if (decision.warning().isPresent()) {
      json.writeStringField("warning", decision.warning().get());
    }
    JsonText.texts(json, "pullSecrets", explanation.pullSecrets(pod));
    json.writeArrayFieldStart("secrets");
    for (ExplainedSecret each : explanation.secrets()) {
      json.writeStartObject();
      json.writeStringField("name", each.name());
      json.writeStringField("from", each.origin().code());
      json.writeStringField("result", each.code());
      json.writeStringField("sentence", each.sentence());
      JsonText.texts(json, "registries", each.registries());
      JsonText.texts(json, "keys", each.keys());
      json.writeArrayFieldStart("findings");
      for (Finding finding : each.findings()) {
        json.writeStartObject();
        json.writeStringField("code", finding.code().code());
        json.writeStringField("sentence", finding.sentence());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static String printable(String text) {
    return PrintableText.of(text, PRINTED_LENGTH);
  }
}
