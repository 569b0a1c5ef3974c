package io.pullsecrets.certificates;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What a TLS server shows and proves: its certificate and the private key of it. One whose key
 * doesn't belong to the certificate can't be constructed.
 *
 * @param chain the certificate, then its intermediates if there are any
 * @param key its private key
 */
record ServerIdentity(List<X509Certificate> chain, PrivateKey key) {
  ServerIdentity {
    chain = List.copyOf(chain);
    Objects.requireNonNull(key, "key");
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("there is no certificate");
    }
    if (!belongTogether(key, chain.get(0).getPublicKey())) {
      throw new IllegalArgumentException("the key isn't the certificate's");
    }
  }

  X509Certificate certificate() {
    return chain.get(0);
  }

  boolean isValidAt(Instant now) {
    return !now.isBefore(certificate().getNotBefore().toInstant()) && now.isBefore(endsAt());
  }

  Instant endsAt() {
    return certificate().getNotAfter().toInstant();
  }

  private static boolean belongTogether(PrivateKey key, PublicKey publicKey) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> key.getAlgorithm();
        };
    byte[] text = "do they belong together?".getBytes(StandardCharsets.US_ASCII);
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(text);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false; // of different kinds
    }
  }

  /** Nothing of the key. */
  @Override
  public String toString() {
    return "certificate %s, valid until %s"
        .formatted(certificate().getSerialNumber().toString(16), endsAt());
  }
}
