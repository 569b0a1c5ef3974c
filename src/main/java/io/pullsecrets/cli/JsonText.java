package io.pullsecrets.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.core.util.Separators;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collection;

/** Writes JSON into a text. */
final class JsonText {
  /** Without a pool of buffers, which would keep passwords. */
  private static final JsonFactory JSON =
      JsonFactory.builder().recyclerPool(JsonRecyclerPools.nonRecyclingPool()).build();

  private JsonText() {}

  /** On several lines, for people who look at it. */
  static String pretty(Content content) {
    return write(content, true) + "\n";
  }

  /** On one line. */
  static String compact(Content content) {
    return write(content, false);
  }

  private static String write(Content content, boolean pretty) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      if (pretty) {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        json.setPrettyPrinter(
            new DefaultPrettyPrinter(
                    Separators.createDefaultInstance()
                        .withObjectFieldValueSpacing(Separators.Spacing.AFTER))
                .withObjectIndenter(indenter)
                .withArrayIndenter(indenter));
      }
      content.writeTo(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // there is no output that could fail: it goes to memory
    }
    return text.toString();
  }

  static void texts(JsonGenerator json, String field, Collection<String> texts) throws IOException {
    json.writeArrayFieldStart(field);
    for (String each : texts) {
      json.writeString(each);
    }
    json.writeEndArray();
  }

  /** One value. */
  interface Content {
    void writeTo(JsonGenerator json) throws IOException;
  }
}
