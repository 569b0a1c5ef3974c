package io.pullsecrets.admission;

/**
 * A part of a document that its reader has passed over, or of which it has only taken a text.
 * Whatever stands there instead, as long as it is of that kind, the reader reads all the rest in
 * the same way. None begins behind a number, which ends with the byte that follows.
 *
 * @param start its first byte
 * @param end the first byte behind it
 * @param bytes of a string whose length counts, its {@link JsonCursor#passedBytes}
 */
record Gap(Kind kind, int start, int end, int bytes) {
  /**
   * How many are noted of a document. A review of 300 KB has a quarter of it; a stranger's can have
   * any number.
   */
  static final int MAX = 1024;

  /** Where it ends, and what of it counts. */
  enum Kind {
    /** A value of any type. */
    VALUE,
    /** What is left of an object. */
    REST,
    /** A string of which only the length counts. */
    LENGTH,
    /** The string that is the request's uid. */
    UID,
    /** The string that is the pod's name. */
    NAME
  }
}
