package io.pullsecrets.registry;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;

/**
 * A text that is no JSON. The message is the place, in words; the parser's own is dropped, for it
 * quotes the content.
 */
final class BrokenJsonException extends Exception {

  private static final long serialVersionUID = 1L;

  BrokenJsonException(JsonLocation location) {
    super("line " + location.getLineNr() + ", column " + location.getColumnNr());
  }

  BrokenJsonException(JsonProcessingException e) {
    this(e.getLocation() == null ? JsonLocation.NA : e.getLocation());
  }
}
