package io.pullsecrets.certificates;

import jakarta.inject.Singleton;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * What the HTTPS server shows at this moment. It can be replaced at any time: a handshake takes
 * what is there when it begins, and connections that are open don't notice.
 */
@Singleton
final class ServedCertificate extends X509ExtendedKeyManager {
  private volatile Shown shown = new Shown(0, null, null);

  /**
   * One identity and the one before, which a handshake may still be about.
   *
   * @param number its number, from 1 on: the alias under which a handshake asks for it
   */
  private record Shown(
      int number, @Nullable ServerIdentity identity, @Nullable ServerIdentity before) {}

  /** Shows this one to all handshakes that begin from now on. */
  synchronized void show(ServerIdentity identity) {
    shown = new Shown(shown.number() + 1, identity, shown.identity());
  }

  /** What is shown now; empty before the first. */
  Optional<ServerIdentity> identity() {
    return Optional.ofNullable(shown.identity());
  }

  /** Whether this certificate is shown now, or was before. */
  boolean shows(X509Certificate certificate) {
    Shown now = shown;
    return Stream.of(Optional.ofNullable(now.identity()), Optional.ofNullable(now.before()))
        .flatMap(Optional::stream)
        .anyMatch(each -> each.certificate().equals(certificate));
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    Shown now = shown;
    return now.identity() != null && now.identity().key().getAlgorithm().equals(keyType)
        ? Integer.toString(now.number())
        : null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return chooseEngineServerAlias(keyType, issuers, null);
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return Stream.ofNullable(chooseEngineServerAlias(keyType, issuers, null))
        .toArray(String[]::new);
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    ServerIdentity identity = find(alias);
    return identity == null ? null : identity.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    ServerIdentity identity = find(alias);
    return identity == null ? null : identity.key();
  }

  private @Nullable ServerIdentity find(String alias) {
    Shown now = shown;
    if (alias.equals(Integer.toString(now.number()))) {
      return now.identity();
    }
    return alias.equals(Integer.toString(now.number() - 1)) ? now.before() : null;
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return getServerAliases(keyType, issuers);
  }

  /** When the server calls itself ({@link ClientCertificates}). */
  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return Stream.of(keyTypes)
        .map(each -> chooseEngineServerAlias(each, issuers, engine))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return chooseEngineClientAlias(keyTypes, issuers, null);
  }
}
