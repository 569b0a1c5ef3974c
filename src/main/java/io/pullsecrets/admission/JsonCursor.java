package io.pullsecrets.admission;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Walks a JSON document forward, field by field. A value of another type than the one asked for is
 * passed over and counts as missing.
 */
final class JsonCursor {
  private final JsonParser parser;

  JsonCursor(JsonParser parser) {
    this.parser = parser;
  }

  /** Goes to the next value; true and inside of it if it is an object, else past it. */
  boolean enterObject() throws IOException {
    return enter(JsonToken.START_OBJECT);
  }

  /** The name of the current object's next field, or null at the object's end. */
  @Nullable String nextField() throws IOException {
    return parser.nextFieldName();
  }

  /** The next value, if it is a string. */
  @Nullable String text() throws IOException {
    String text = parser.nextTextValue();
    if (text == null) {
      parser.skipChildren();
    }
    return text;
  }

  /** Passes the next value over. */
  void skip() throws IOException {
    parser.nextToken();
    parser.skipChildren();
  }

  /** Has each object in the next value read, if that is an array; tells whether it is one. */
  boolean eachObject(ObjectReader reader) throws IOException {
    if (!enter(JsonToken.START_ARRAY)) {
      return false;
    }
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (token == JsonToken.START_OBJECT) {
        reader.read();
      } else {
        parser.skipChildren();
      }
    }
    return true;
  }

  /** Whether the document is over. */
  boolean atEnd() throws IOException {
    return parser.nextToken() == null;
  }

  private boolean enter(JsonToken start) throws IOException {
    if (parser.nextToken() == start) {
      return true;
    }
    parser.skipChildren();
    return false;
  }

  /** Reads an object's fields up to its end, having been entered. */
  interface ObjectReader {
    void read() throws IOException;
  }
}
