/**
 * The webhook: reads AdmissionReviews, asks for the decision and answers with a JSON Patch. Nothing
 * else in the product imports this package.
 */
@NullMarked
package io.pullsecrets.admission;

import org.jspecify.annotations.NullMarked;
