package io.pullsecrets.certificates;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.IPAddress;

/** Makes a CA, has it sign one serving certificate, and throws the CA's key away. */
final class CertificateMaker {
  static final Duration VALIDITY = Duration.ofDays(90);

  /** Certificates begin this much earlier, for clocks that are late. */
  private static final Duration CLOCK_SKEW = Duration.ofDays(1);

  private static final SecureRandom RANDOM = new SecureRandom();

  private CertificateMaker() {}

  /**
   * Makes both, with keys on the curve P-256.
   *
   * @param hosts DNS names or IP addresses under which clients reach the server
   */
  static OwnCertificate make(Set<String> hosts, Instant now) {
    try {
      KeyPair authorityKey = newKey();
      BigInteger authoritySerial = newSerial();
      // Two CAs in one bundle must have different names, or clients could take one for the other.
      X500Name authorityName =
          new X500Name("CN=pull-secret-injector CA " + authoritySerial.toString(16));
      JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
      JcaX509v3CertificateBuilder authority =
          new JcaX509v3CertificateBuilder(
              authorityName,
              authoritySerial,
              begin(now),
              end(now),
              authorityName,
              authorityKey.getPublic());
      authority.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      authority.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
      authority.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          identifiers.createSubjectKeyIdentifier(authorityKey.getPublic()));

      KeyPair servingKey = newKey();
      JcaX509v3CertificateBuilder serving =
          new JcaX509v3CertificateBuilder(
              authorityName,
              newSerial(),
              begin(now),
              end(now),
              new X500Name("CN=pull-secret-injector"),
              servingKey.getPublic());
      serving.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      serving.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      serving.addExtension(
          Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
      serving.addExtension(Extension.subjectAlternativeName, false, names(hosts));
      serving.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          identifiers.createAuthorityKeyIdentifier(authorityKey.getPublic()));

      return new OwnCertificate(
          sign(authority, authorityKey),
          new ServerIdentity(List.of(sign(serving, authorityKey)), servingKey.getPrivate()));
    } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
      throw new IllegalStateException(
          "This JVM can't make an EC certificate: " + e.getMessage(), e);
    }
  }

  private static KeyPair newKey() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
    return generator.generateKeyPair();
  }

  private static BigInteger newSerial() {
    return new BigInteger(127, RANDOM);
  }

  private static Date begin(Instant now) {
    return Date.from(now.minus(CLOCK_SKEW));
  }

  private static Date end(Instant now) {
    return Date.from(now.plus(VALIDITY));
  }

  private static GeneralNames names(Set<String> hosts) {
    return new GeneralNames(
        hosts.stream()
            .sorted()
            .map(
                host ->
                    new GeneralName(
                        IPAddress.isValid(host) ? GeneralName.iPAddress : GeneralName.dNSName,
                        host))
            .toArray(GeneralName[]::new));
  }

  private static X509Certificate sign(JcaX509v3CertificateBuilder certificate, KeyPair key)
      throws OperatorCreationException, GeneralSecurityException {
    return new JcaX509CertificateConverter()
        .getCertificate(
            certificate.build(
                new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate())));
  }
}
