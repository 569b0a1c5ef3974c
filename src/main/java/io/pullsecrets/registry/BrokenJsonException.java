package io.pullsecrets.registry;

import com.fasterxml.jackson.core.JsonLocation;

/**
 * A text that is no JSON. The message is the place, in words; the parser's own would quote the
 * content.
 */
final class BrokenJsonException extends Exception {

  private static final long serialVersionUID = 1L;

  BrokenJsonException(JsonLocation place) {
    super("line " + place.getLineNr() + ", column " + place.getColumnNr());
  }
}
