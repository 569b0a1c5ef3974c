package io.pullsecrets;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
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
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A serving certificate for one day and the CA that signed it, in a temporary folder that only its
 * owner can read. The CA's key is never written.
 */
public final class ServingCertificate implements AutoCloseable {
  /** Before this moment, and after it. */
  private static final Duration VALIDITY = Duration.ofDays(1);

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path folder;
  private final X509Certificate authority;

  private ServingCertificate(Path folder, X509Certificate authority) {
    this.folder = folder;
    this.authority = authority;
  }

  /** Makes one for {@code localhost}, {@code 127.0.0.1} and the webhook's name in a cluster. */
  public static ServingCertificate make() throws IOException {
    try {
      KeyPair authorityKey = newKey();
      X500Name authorityName = new X500Name("CN=Pull Secret Injector one-day CA");
      JcaX509v3CertificateBuilder authority =
          certificate(authorityName, authorityName, authorityKey);
      authority.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      authority.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));

      KeyPair servingKey = newKey();
      JcaX509v3CertificateBuilder serving =
          certificate(authorityName, new X500Name("CN=pull-secret-injector"), servingKey);
      serving.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      serving.addExtension(
          Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
      serving.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(
              new GeneralName[] {
                new GeneralName(GeneralName.dNSName, "localhost"),
                new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                new GeneralName(GeneralName.dNSName, "pull-secret-injector.runai.svc"),
              }));

      X509Certificate signedAuthority = sign(authority, authorityKey);
      Path folder = Files.createTempDirectory("pull-secret-injector-", ownerOnly("rwx------"));
      ServingCertificate made = new ServingCertificate(folder, signedAuthority);
      Files.writeString(made.authorityFile(), pem(signedAuthority));
      Files.writeString(made.certificateFile(), pem(sign(serving, authorityKey)));
      Files.createFile(made.keyFile(), ownerOnly("rw-------"));
      Files.writeString(made.keyFile(), pem(new JcaPKCS8Generator(servingKey.getPrivate(), null)));
      return made;
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(
          "This JDK can't make an EC certificate: " + e.getMessage(), e);
    }
  }

  /** PEM file of the CA, for clients. */
  public Path authorityFile() {
    return folder.resolve("ca.crt");
  }

  /** PEM file of the serving certificate. */
  public Path certificateFile() {
    return folder.resolve("tls.crt");
  }

  /** PEM file of the serving certificate's key. */
  public Path keyFile() {
    return folder.resolve("tls.key");
  }

  /** A TLS context that trusts this CA and nothing else. */
  public SSLContext trust() {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setCertificateEntry("ca", authority);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("This JDK can't make a TLS context: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    List<Path> found;
    try (Stream<Path> entries = Files.walk(folder)) {
      found = entries.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : found) {
      Files.deleteIfExists(each);
    }
  }

  private static KeyPair newKey() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
    return generator.generateKeyPair();
  }

  private static JcaX509v3CertificateBuilder certificate(
      X500Name issuer, X500Name subject, KeyPair key) {
    Instant now = Instant.now();
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(127, RANDOM),
        // A little earlier, for clocks that go before.
        Date.from(now.minus(VALIDITY)),
        Date.from(now.plus(VALIDITY)),
        subject,
        key.getPublic());
  }

  private static X509Certificate sign(JcaX509v3CertificateBuilder certificate, KeyPair key)
      throws OperatorCreationException, GeneralSecurityException, CertIOException {
    return new JcaX509CertificateConverter()
        .getCertificate(
            certificate.build(
                new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate())));
  }

  private static String pem(Object content) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(content);
    }
    return text.toString();
  }

  private static FileAttribute<?>[] ownerOnly(String permissions) {
    boolean posix = Path.of("").getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
