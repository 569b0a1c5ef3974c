package io.pullsecrets;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A client's certificate for one day, its key, and the CA that signed it. */
public final class ClientIdentity {
  private static final char[] NO_PASSWORD = {};
  private static final SecureRandom RANDOM = new SecureRandom();

  private final KeyPair authorityKey;
  private final X509Certificate authority;
  private final X509Certificate certificate;
  private final PrivateKey key;

  private ClientIdentity(
      KeyPair authorityKey, X509Certificate authority, String name, boolean forClients) {
    try {
      KeyPair pair = newKey();
      JcaX509v3CertificateBuilder client =
          builder(authority.getSubjectX500Principal().getName(), "CN=" + name, pair);
      client.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      client.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(
              forClients ? KeyPurposeId.id_kp_clientAuth : KeyPurposeId.id_kp_serverAuth));
      this.authorityKey = authorityKey;
      this.authority = authority;
      this.certificate = sign(client, authorityKey);
      this.key = pair.getPrivate();
    } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
      throw new IllegalStateException("This JDK can't make an EC certificate", e);
    }
  }

  /** One with this common name, of a new CA. */
  public static ClientIdentity make(String name) {
    try {
      KeyPair authorityKey = newKey();
      String authorityName = "CN=clients " + new BigInteger(64, RANDOM).toString(16);
      JcaX509v3CertificateBuilder authority = builder(authorityName, authorityName, authorityKey);
      authority.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      authority.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
      return new ClientIdentity(authorityKey, sign(authority, authorityKey), name, true);
    } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
      throw new IllegalStateException("This JDK can't make an EC certificate", e);
    }
  }

  /** Another one of the same CA. */
  public ClientIdentity sibling(String name) {
    return new ClientIdentity(authorityKey, authority, name, true);
  }

  /** One of the same CA that is meant for a server. */
  public ClientIdentity serversSibling(String name) {
    return new ClientIdentity(authorityKey, authority, name, false);
  }

  /** The CA in PEM. */
  public String authorityPem() {
    return pem(authority);
  }

  /** The certificate in PEM. */
  public String certificatePem() {
    return pem(certificate);
  }

  /** The key in PEM. */
  public String keyPem() {
    try {
      return pem(new JcaPKCS8Generator(key, null));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A TLS context that shows this certificate, and trusts any server. */
  public SSLContext context() {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setKeyEntry("client", key, NO_PASSWORD, new Certificate[] {certificate});
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, NO_PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trustAll(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A TLS context that shows none, and trusts any server. */
  public static SSLContext nobody() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trustAll(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static TrustManager[] trustAll() {
    return InsecureTrustManagerFactory.INSTANCE.getTrustManagers();
  }

  private static KeyPair newKey() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
    return generator.generateKeyPair();
  }

  private static JcaX509v3CertificateBuilder builder(String issuer, String subject, KeyPair key) {
    Instant now = Instant.now();
    return new JcaX509v3CertificateBuilder(
        new X500Name(issuer),
        new BigInteger(127, RANDOM),
        Date.from(now.minus(Duration.ofMinutes(5))),
        Date.from(now.plus(Duration.ofDays(1))),
        new X500Name(subject),
        key.getPublic());
  }

  private static X509Certificate sign(JcaX509v3CertificateBuilder certificate, KeyPair key)
      throws OperatorCreationException, GeneralSecurityException {
    return new JcaX509CertificateConverter()
        .getCertificate(
            certificate.build(
                new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate())));
  }

  private static String pem(Object content) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(content);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return text.toString();
  }
}
