package io.pullsecrets.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pullsecrets.fuzz.Always;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Any content of a Secret: reading it never fails, its repair holds all that was usable, and where
 * nothing in it is odd, a reading by way of a tree says the same.
 */
public final class DockerConfigFuzz {
  private DockerConfigFuzz() {}

  /** One execution. */
  public static void fuzzerTestOneInput(byte[] content) throws UndecodableSecretException {
    for (SecretType type : SecretType.values()) {
      PullSecret secret = read(type, content);
      checkRepair(type, content, secret);
      Optional<String> text = utf8(content);
      if (text.isPresent() && !text.get().isEmpty()) {
        checkAgainstTree(type, text.get(), secret);
      }
    }
  }

  private static void checkRepair(SecretType type, byte[] content, PullSecret secret)
      throws UndecodableSecretException {
    byte[] repaired = PullSecretRepair.repair(type, content);
    Always.same("left as it is", repaired == content, !secret.needsRepair());
    PullSecret copy = read(type, repaired);
    Always.holds("a copy needs no repair", !copy.needsRepair());
    Always.holds("a copy is decodable", copy.isDecodable());
    Always.same("keys of the copy", copy.credentials(), secret.repaired().credentials());
    Always.holds(
        "a copy has the same passwords",
        copy.credentialsDigest().equals(secret.repaired().credentialsDigest()));
    Always.holds(
        "what is undecodable gives nothing",
        secret.isDecodable() || secret.credentials().isEmpty());
  }

  private static void checkAgainstTree(SecretType type, String text, PullSecret secret) {
    DockerConfigTree tree;
    try {
      tree = DockerConfigTree.read(text);
    } catch (JsonProcessingException e) {
      Always.holds("broken JSON is undecodable", !secret.isDecodable());
      return;
    }
    if (tree.isOdd()) {
      return;
    }
    Optional<Map<String, Credential>> expected = tree.credentials(type);
    Always.same("decodable", secret.isDecodable(), expected.isPresent());
    expected.ifPresent(
        entries -> Always.same("keys", counted(secret.credentials()), counted(keyed(entries))));
  }

  /** Two keys may be the same for the kubelet, and it has both credentials. */
  private static List<RegistryCredential> keyed(Map<String, Credential> entries) {
    List<RegistryCredential> keyed = new ArrayList<>();
    entries.forEach(
        (text, credential) ->
            RegistryKey.parse(GoString.ofText(text))
                .ifPresent(key -> keyed.add(new RegistryCredential(key, credential.isEmpty()))));
    return keyed;
  }

  private static Map<RegistryCredential, Long> counted(List<RegistryCredential> credentials) {
    return credentials.stream()
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }

  private static PullSecret read(SecretType type, byte[] content) {
    return PullSecret.read("team", "s", type.typeName(), Map.of(type.dataKey(), content));
  }

  private static Optional<String> utf8(byte[] content) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
