package io.pullsecrets.certificates;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may call the webhook: clients with a certificate of one of the CAs in a file and, if
 * names are given, with one of these as their common name. And the server itself, which warms up by
 * calling its own port with the certificate that it serves.
 *
 * <p>The file is read anew when it has changed. If it can't be used, the CAs from before count.
 */
final class ClientCertificates extends X509ExtendedTrustManager {
  private static final Logger LOG = Logger.getLogger(ClientCertificates.class);

  private final Path file;
  private final Set<String> names;
  private final ServedCertificate served;
  private volatile Authorities authorities;

  /** The CAs as they stood in the file. */
  private record Authorities(String text, X509ExtendedTrustManager manager) {}

  /**
   * Reads the file.
   *
   * @param names common names; empty for any
   * @throws IllegalArgumentException says what is wrong with the file
   */
  ClientCertificates(Path file, Set<String> names, ServedCertificate served) {
    this.file = file;
    this.names = Set.copyOf(names);
    this.served = served;
    try {
      authorities = read(Files.readString(file));
    } catch (IOException e) {
      throw new IllegalArgumentException("can't be read", e);
    }
  }

  @Override
  public void checkClientTrusted(
      X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
      throws CertificateException {
    if (served.shows(chain[0])) {
      return;
    }
    current().checkClientTrusted(chain, authType, engine);
    String name = commonName(chain[0]);
    if (!names.isEmpty() && !names.contains(name)) {
      throw new CertificateException("the client has another name than those that may call");
    }
    if (engine != null) {
      // A session that is resumed, up to a day later, asks for no certificate.
      engine.getHandshakeSession().invalidate();
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, authType, (SSLEngine) null);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    checkClientTrusted(chain, authType, (SSLEngine) null);
  }

  /** None are named to clients: they have one certificate at most. */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }

  /** Handshakes are few, and the file is small: nobody need be told when it changes. */
  private X509ExtendedTrustManager current() {
    Authorities before = authorities;
    try {
      String text = Files.readString(file);
      if (!text.equals(before.text())) {
        authorities = read(text);
        LOG.infof("Clients are known by the CAs that stand in %s now", file);
      }
    } catch (IOException | IllegalArgumentException e) {
      LOG.warnf("The CAs in %s can't be used (%s). Those from before count", file, e.getMessage());
    }
    return authorities.manager();
  }

  private static Authorities read(String text) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      List<X509Certificate> found = Pem.certificates(text);
      for (int i = 0; i < found.size(); i++) {
        store.setCertificateEntry("ca" + i, found.get(i));
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      for (TrustManager each : factory.getTrustManagers()) {
        if (each instanceof X509ExtendedTrustManager manager) {
          return new Authorities(text, manager);
        }
      }
      throw new IllegalStateException("This JVM can't check X.509 certificates");
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("This JVM can't check X.509 certificates", e);
    }
  }

  private static @Nullable String commonName(X509Certificate certificate) {
    try {
      return new LdapName(certificate.getSubjectX500Principal().getName())
          .getRdns().stream()
              .filter(each -> each.getType().equalsIgnoreCase("CN"))
              .map(each -> Objects.toString(each.getValue(), ""))
              .findFirst()
              .orElse("");
    } catch (InvalidNameException e) {
      return "";
    }
  }

  @Override
  public void checkServerTrusted(
      X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("it checks clients, not " + Arrays.toString(chain));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
      throws CertificateException {
    checkServerTrusted(chain, authType, (SSLEngine) null);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    checkServerTrusted(chain, authType, (SSLEngine) null);
  }
}
