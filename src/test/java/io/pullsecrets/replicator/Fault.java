package io.pullsecrets.replicator;

/** What becomes of a request on its way. */
public sealed interface Fault {
  /** How long a slow request takes, beside its own time. */
  int DELAY_MILLIS = 700;

  /** Faults of the network and of watches. */
  enum OnTheWay implements Fault {
    NONE,
    /** The connection breaks before the API server has it. */
    REQUEST_LOST,
    /** The connection breaks once the API server has done what it was asked for. */
    ANSWER_LOST,
    /** The API server takes it and never answers. */
    HUNG,
    /** It gets through after {@link #DELAY_MILLIS}. */
    SLOW,
    /** A watch breaks off in the middle of an event. */
    WATCH_TRUNCATED,
    /** A watch is told that its resource version is too old, and to list anew. */
    WATCH_EXPIRED
  }

  /**
   * The API server refuses it.
   *
   * @param status of HTTP
   * @param reason as a Status object gives it
   * @param message for people
   * @param retryAfter value of the header of that name; none if empty
   */
  record Refusal(int status, String reason, String message, String retryAfter) implements Fault {
    public static final Refusal QUOTA =
        new Refusal(403, "Forbidden", "exceeded quota: secrets, requested: count/secrets=1", "");
    public static final Refusal TOO_MANY_REQUESTS =
        new Refusal(429, "TooManyRequests", "too many requests, please try again later", "1");
    public static final Refusal INTERNAL_ERROR =
        new Refusal(500, "InternalError", "failed calling webhook: connection refused", "");

    public static final Refusal EXPIRED_TOKEN =
        new Refusal(
            401, "Unauthorized", "the server has asked for the client to provide credentials", "");

    String body() {
      return """
      {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",
      "message":"%s","reason":"%s","code":%d}
      """
          .formatted(message, reason, status);
    }
  }
}
