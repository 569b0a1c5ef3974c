package io.pullsecrets.registry;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads one entry of a docker config ({@code DockerConfigEntry.UnmarshalJSON} of
 * pkg/credentialprovider/config.go). It sees passwords, and lives no longer than the reading of
 * that one entry.
 */
final class ConfigEntryReader {

  private final JsonParser parser;
  private String username = "";
  private String password = "";
  private String auth = "";
  private boolean token;
  private @Nullable String flaw;

  private ConfigEntryReader(JsonParser parser) {
    this.parser = parser;
  }

  /** Reads the value on which the parser stands; to its end, also if the entry is flawed. */
  static ConfigEntry read(JsonParser parser) throws IOException, UndecodableEntryException {
    int start = (int) parser.currentTokenLocation().getCharOffset();
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return new ConfigEntry(true, false, Credential.NONE.digest(), start, end(parser));
    }
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      throw new UndecodableEntryException("its value is not an object");
    }
    ConfigEntryReader reader = new ConfigEntryReader(parser);
    reader.readFields();
    return reader.entry(start);
  }

  /** The credential of an entry alone, for those who ask it something and forget it. */
  static Credential credential(JsonParser parser) throws IOException, UndecodableEntryException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      return Credential.NONE;
    }
    ConfigEntryReader reader = new ConfigEntryReader(parser);
    reader.readFields();
    return reader.credential();
  }

  private void readFields() throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      parser.nextToken();
      readField(field);
    }
  }

  private static int end(JsonParser parser) {
    return (int) parser.currentLocation().getCharOffset();
  }

  private void readField(String field) throws IOException {
    if (GoFieldName.matches(field, "username")) {
      username = readText("username", username);
    } else if (GoFieldName.matches(field, "password")) {
      password = readText("password", password);
    } else if (GoFieldName.matches(field, "auth")) {
      auth = readText("auth", auth);
    } else if (GoFieldName.matches(field, "email")) {
      readText("email", "");
    } else {
      token |= isToken(field);
      parser.skipChildren();
    }
  }

  /**
   * A null leaves what an earlier field of the same name has set; another type fails the entry,
   * even if a text follows.
   */
  private String readText(String field, String before) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return parser.getText();
    }
    if (parser.currentToken() != JsonToken.VALUE_NULL) {
      flaw = "its " + field + " is not a text";
      parser.skipChildren();
    }
    return before;
  }

  private boolean isToken(String field) throws IOException {
    return (GoFieldName.matches(field, "identitytoken")
            || GoFieldName.matches(field, "registrytoken"))
        && parser.currentToken() == JsonToken.VALUE_STRING
        && parser.getTextLength() > 0;
  }

  private ConfigEntry entry(int start) throws UndecodableEntryException {
    Credential credential = credential();
    return new ConfigEntry(credential.isEmpty(), token, credential.digest(), start, end(parser));
  }

  private Credential credential() throws UndecodableEntryException {
    if (flaw != null) {
      throw new UndecodableEntryException(flaw);
    }
    // a non-empty auth beats username and password
    return auth.isEmpty()
        ? new Credential(GoString.ofText(username), GoString.ofText(password))
        : AuthField.decode(auth);
  }
}
