package io.pullsecrets.certificates;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/** Certificates and private keys as text (RFC 7468). What is thrown tells nothing of a content. */
final class Pem {
  private Pem() {}

  /**
   * Reads one certificate or more.
   *
   * @throws IllegalArgumentException if there is none, or one that can't be read
   */
  static List<X509Certificate> certificates(String text) {
    List<X509Certificate> found;
    try {
      found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
    } catch (CertificateException e) {
      throw new IllegalArgumentException("is no certificate in PEM");
    }
    if (found.isEmpty() || !text.contains("-----BEGIN CERTIFICATE-----")) {
      throw new IllegalArgumentException("is no certificate in PEM");
    }
    return found;
  }

  /**
   * Reads a private key in PKCS #8, or in the older forms of OpenSSL.
   *
   * @throws IllegalArgumentException if there is none that can be read without a password
   */
  static PrivateKey key(String text) {
    JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
    try (PEMParser parser = new PEMParser(new StringReader(text))) {
      for (Object each = parser.readObject(); each != null; each = parser.readObject()) {
        if (each instanceof PrivateKeyInfo key) {
          return converter.getPrivateKey(key);
        }
        if (each instanceof PEMKeyPair pair) {
          return converter.getPrivateKey(pair.getPrivateKeyInfo());
        }
        if (each instanceof PEMEncryptedKeyPair || each instanceof PKCS8EncryptedPrivateKeyInfo) {
          throw new IllegalArgumentException("has a password, which can't be given");
        }
      }
    } catch (IOException e) {
      // Said below: its message may tell of the content.
    }
    throw new IllegalArgumentException("is no private key in PEM");
  }

  static String write(List<X509Certificate> certificates) {
    return write(certificates.toArray());
  }

  static String write(PrivateKey key) {
    try {
      return write(new Object[] {new JcaPKCS8Generator(key, null)});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String write(Object... contents) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      for (Object content : contents) {
        writer.writeObject(content);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
