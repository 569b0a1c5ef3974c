package io.pullsecrets.index;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.pullsecrets.injection.DeclarationRule;
import io.pullsecrets.project.CopyMark;
import io.pullsecrets.project.ProjectRule.NamespaceFacts;
import io.pullsecrets.project.ServiceAccount;
import io.pullsecrets.registry.CopyName;
import io.pullsecrets.registry.PullSecret;
import io.pullsecrets.registry.PullSecretRepair;
import io.pullsecrets.registry.SecretType;
import io.pullsecrets.registry.Sha256;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the client's objects into the values that the index keeps. */
final class KubernetesFacts {
  /**
   * Where true, the API server refuses pods with pull secrets that the ServiceAccount doesn't list
   * (plugin/pkg/admission/serviceaccount).
   */
  private static final String ENFORCE_MOUNTABLE_SECRETS = "kubernetes.io/enforce-mountable-secrets";

  /**
   * What Go's strconv.ParseBool, with which the API server reads the annotation, takes for true.
   */
  private static final Set<String> TRUE_IN_GO = Set.of("1", "t", "T", "true", "TRUE", "True");

  private KubernetesFacts() {}

  static NamespaceFacts of(Namespace namespace) {
    return new NamespaceFacts(
        namespace.getMetadata().getName(),
        labels(namespace),
        annotations(namespace),
        namespace.getMetadata().getDeletionTimestamp() != null);
  }

  static SecretFacts of(Secret secret, SecretType type, DeclarationRule rule) {
    Map<String, byte[]> data = decoded(secret.getData());
    byte[] content = data.getOrDefault(type.dataKey(), new byte[0]);
    byte[] repaired = PullSecretRepair.repair(type, content);
    String contentHash = Sha256.hex(content);
    return new SecretFacts(
        PullSecret.read(
            // The same few names come with each of very many Secrets.
            secret.getMetadata().getNamespace().intern(),
            secret.getMetadata().getName().intern(),
            secret.getType(),
            data),
        type,
        Objects.requireNonNullElse(secret.getMetadata().getUid(), ""),
        Objects.requireNonNullElse(secret.getMetadata().getResourceVersion(), ""),
        contentHash,
        Arrays.equals(content, repaired) ? contentHash : Sha256.hex(repaired),
        rule.reachOf(labels(secret), annotations(secret)),
        rule.markOf(labels(secret), annotations(secret)),
        copyMark(secret));
  }

  /** A copy that somebody copied under another name, mark and all, is no longer ours. */
  private static Optional<CopyMark> copyMark(Secret secret) {
    String name = secret.getMetadata().getName();
    return CopyMark.read(labels(secret), annotations(secret))
        .filter(
            mark ->
                name.equals(mark.sourceName()) || name.equals(CopyName.derived(mark.sourceName())));
  }

  static ServiceAccount of(io.fabric8.kubernetes.api.model.ServiceAccount account) {
    List<LocalObjectReference> references =
        Objects.requireNonNullElse(account.getImagePullSecrets(), List.of());
    return new ServiceAccount(
        account.getMetadata().getName(),
        references.stream().map(LocalObjectReference::getName).filter(Objects::nonNull).toList(),
        TRUE_IN_GO.contains(annotations(account).getOrDefault(ENFORCE_MOUNTABLE_SECRETS, "")));
  }

  static Map<String, String> labels(HasMetadata object) {
    return Objects.requireNonNullElse(object.getMetadata().getLabels(), Map.of());
  }

  private static Map<String, String> annotations(HasMetadata object) {
    return Objects.requireNonNullElse(object.getMetadata().getAnnotations(), Map.of());
  }

  private static Map<String, byte[]> decoded(@Nullable Map<String, String> data) {
    Map<String, byte[]> decoded = new HashMap<>();
    if (data != null) {
      data.forEach((key, value) -> decoded.put(key, Base64.getDecoder().decode(value)));
    }
    return decoded;
  }
}
