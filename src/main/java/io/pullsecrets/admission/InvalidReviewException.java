package io.pullsecrets.admission;

/** The body is no AdmissionReview that can be answered. */
final class InvalidReviewException extends Exception {
  private static final long serialVersionUID = 1;

  private final String reason;

  InvalidReviewException(String reason) {
    super(reason, null, false, false); // It tells the caller something, not those who debug.
    this.reason = reason;
  }

  /** One line for the caller, which repeats nothing of the body. */
  String reason() {
    return reason;
  }
}
