package io.pullsecrets.registry;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An immutable set of Secrets, ordered by name, that finds those that answer for an image without
 * asking each: nearly all keys name one host, so a hash map leads to them; the few with a glob are
 * tried one by one.
 */
public final class PullSecretIndex {

  private final List<PullSecret> secrets;
  private final Map<String, PullSecret> byName = new HashMap<>();
  private final Map<HostPort, List<Posting>> literal = new HashMap<>();
  private final List<Posting> globs = new ArrayList<>();
  private final BitSet fallback = new BitSet();
  private final int keys;
  private final long globCharacters;

  /** A key of the Secret at that position. */
  private record Posting(int position, AddressPattern pattern) {}

  private PullSecretIndex(Collection<PullSecret> inNameOrder) {
    secrets = List.copyOf(inNameOrder);
    keys = secrets.stream().mapToInt(secret -> secret.credentials().size()).sum();
    for (int position = 0; position < secrets.size(); position++) {
      PullSecret secret = secrets.get(position);
      byName.put(secret.name(), secret);
      for (RegistryCredential credential : secret.credentials()) {
        post(position, credential.key());
      }
    }
    globCharacters = globs.stream().mapToLong(PullSecretIndex::length).sum();
  }

  private static int length(Posting glob) {
    return glob.pattern().site().host().length();
  }

  private void post(int position, RegistryKey key) {
    AddressPattern pattern = key.pattern();
    if (pattern != null) {
      List<Posting> postings =
          pattern.isLiteral()
              ? literal.computeIfAbsent(pattern.site(), site -> new ArrayList<>())
              : globs;
      postings.add(new Posting(position, pattern));
    }
    if (key.equals(RegistryKey.DOCKER_HUB_FALLBACK)) {
      fallback.set(position);
    }
  }

  /**
   * An index of these Secrets.
   *
   * @throws IllegalArgumentException if two have the same name: they must be of one namespace
   */
  public static PullSecretIndex of(Collection<PullSecret> secrets) {
    Map<String, PullSecret> inNameOrder = new TreeMap<>();
    for (PullSecret secret : secrets) {
      if (inNameOrder.put(secret.name(), secret) != null) {
        throw new IllegalArgumentException("two Secrets are named " + secret.name());
      }
    }
    return new PullSecretIndex(inNameOrder.values());
  }

  /** All Secrets, ordered by name. */
  public List<PullSecret> secrets() {
    return secrets;
  }

  /** How many keys all of them have together. */
  public int keys() {
    return keys;
  }

  /** How long the hosts are together that are tried one by one, since they have a glob. */
  public long globCharacters() {
    return globCharacters;
  }

  /** The Secret of that name. */
  public Optional<PullSecret> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  private void find(RegistryAddress address, BitSet positions) {
    for (Posting posting : literal.getOrDefault(address.site(), List.of())) {
      if (posting.pattern().matchesPath(address)) {
        positions.set(posting.position());
      }
    }
    for (Posting posting : globs) {
      if (posting.pattern().matches(address)) {
        positions.set(posting.position());
      }
    }
  }

  /**
   * The Secrets whose {@link PullSecret#match} for the image is not {@code NONE}, ordered by name.
   */
  public List<PullSecret> candidates(ImageAddress image) {
    BitSet positions = new BitSet();
    image.address().ifPresent(address -> find(address, positions));
    if (image.isDockerHub()) {
      positions.or(fallback);
    }
    List<PullSecret> candidates = new ArrayList<>();
    for (int i = positions.nextSetBit(0); i >= 0; i = positions.nextSetBit(i + 1)) {
      candidates.add(secrets.get(i));
    }
    return candidates;
  }
}
