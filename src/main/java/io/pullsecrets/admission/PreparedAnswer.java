package io.pullsecrets.admission;

import io.pullsecrets.injection.Decision;

/**
 * An answer of which only the request's uid is missing. Immutable.
 *
 * @param decision what was decided
 * @param start the AdmissionReview that says so, up to the uid, behind that one's first quote
 */
@SuppressWarnings("ArrayRecordComponent") // Copied into answers, never compared.
record PreparedAnswer(Decision decision, byte[] start) {}
