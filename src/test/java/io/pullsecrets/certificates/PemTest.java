package io.pullsecrets.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.StringWriter;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemTest {
  private static final OwnCertificate MADE =
      CertificateMaker.make(Set.of("localhost", "127.0.0.1"), Instant.EPOCH);

  @Test
  void several_certificates_are_read_in_their_order() {
    List<X509Certificate> both = List.of(MADE.identity().certificate(), MADE.authority());
    assertThat(Pem.certificates(Pem.write(both))).isEqualTo(both);
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA", "Ed25519"})
  void keys_are_read_in_the_form_that_we_write(String algorithm) throws Exception {
    PrivateKey key = KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate();
    assertThat(Pem.write(key)).startsWith("-----BEGIN PRIVATE KEY-----");
    assertThat(Pem.key(Pem.write(key)).getEncoded()).isEqualTo(key.getEncoded());
  }

  @Test
  void keys_are_read_in_openssls_older_forms_too() throws Exception {
    KeyPair rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    ECPrivateKey ec = (ECPrivateKey) MADE.identity().key();
    Map<PrivateKey, Object> forms =
        Map.of(
            rsa.getPrivate(),
            rsa,
            ec,
            new PemObject(
                "EC PRIVATE KEY",
                new org.bouncycastle.asn1.sec.ECPrivateKey(
                        256, ec.getS(), SECObjectIdentifiers.secp256r1)
                    .getEncoded()));
    for (Map.Entry<PrivateKey, Object> form : forms.entrySet()) {
      StringWriter text = new StringWriter();
      try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
        writer.writeObject(form.getValue());
      }
      assertThat(text.toString()).contains(form.getKey().getAlgorithm() + " PRIVATE KEY-----");
      assertThat(numberOf(Pem.key(text.toString()))).isEqualTo(numberOf(form.getKey()));
    }
  }

  private static BigInteger numberOf(PrivateKey key) {
    return key instanceof ECPrivateKey ec ? ec.getS() : ((RSAPrivateKey) key).getPrivateExponent();
  }

  @Test
  void a_key_with_a_password_is_refused() throws Exception {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(
          KeyPairGenerator.getInstance("RSA").generateKeyPair(),
          new JcePEMEncryptorBuilder("AES-128-CBC")
              .setProvider(new BouncyCastleProvider())
              .build("secret".toCharArray()));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pem.key(text.toString()))
        .withMessageContaining("password");
  }

  @Test
  void a_certificate_is_no_key_and_a_key_no_certificate() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pem.key(Pem.write(List.of(MADE.authority()))));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pem.certificates(Pem.write(MADE.identity().key())));
    assertThatIllegalArgumentException().isThrownBy(() -> Pem.certificates(""));
  }

  @Test
  void no_private_key_shows_in_a_text() {
    assertThat(MADE + " " + MADE.identity()).doesNotContain("PRIVATE", "EC", "Key");
  }
}
