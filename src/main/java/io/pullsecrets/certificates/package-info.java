/**
 * The webhook's serving certificate: what it is, when it is renewed, and that the API server trusts
 * it at each moment. {@link io.pullsecrets.certificates.CertificatePlan} decides, without the
 * cluster and without a clock; {@link io.pullsecrets.certificates.OwnCertificates} carries it out.
 */
@NullMarked
package io.pullsecrets.certificates;

import org.jspecify.annotations.NullMarked;
