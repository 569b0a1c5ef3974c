package io.pullsecrets.replication;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.pullsecrets.project.CopyMark;
import io.pullsecrets.registry.PullSecretRepair;
import io.pullsecrets.registry.Sha256;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes copies. The source's content is read from the API for each write, so that no credential
 * stays in memory, and an action is left undone if what it was planned for has changed meanwhile:
 * the change brings a new plan.
 */
final class CopyWriter {
  private final KubernetesClient client;
  private final String sourceNamespace;

  CopyWriter(KubernetesClient client, String sourceNamespace) {
    this.client = client;
    this.sourceNamespace = sourceNamespace;
  }

  /**
   * Applies an action.
   *
   * @return whether something was written
   * @throws io.fabric8.kubernetes.client.KubernetesClientException if the API server refuses it
   */
  boolean apply(Action action) {
    if (action instanceof Action.Create create) {
      return create(create);
    }
    if (action instanceof Action.Update update) {
      return update(update);
    }
    return delete((Action.Delete) action);
  }

  private boolean create(Action.Create create) {
    String content = content(create.source());
    if (content == null) {
      return false;
    }
    CopyMark mark = create.source().mark(sourceNamespace);
    Secret copy =
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(create.namespace())
            .withName(create.name())
            .withLabels(mark.labels())
            .withAnnotations(mark.annotations())
            .endMetadata()
            .withType(create.source().type().typeName())
            .addToData(create.source().type().dataKey(), content)
            .build();
    client.resource(copy).create();
    return true;
  }

  private boolean update(Action.Update update) {
    String content = content(update.source());
    Secret there = asPlanned(update.present());
    if (content == null || there == null) {
      return false;
    }
    CopyMark mark = update.source().mark(sourceNamespace);
    // Labels and annotations that others have put on the copy stay, all other data goes.
    ObjectMeta metadata = there.getMetadata();
    metadata.setLabels(with(metadata.getLabels(), mark.labels()));
    metadata.setAnnotations(with(metadata.getAnnotations(), mark.annotations()));
    there.setData(Map.of(update.source().type().dataKey(), content));
    client.resource(there).lockResourceVersion(update.present().resourceVersion()).update();
    return true;
  }

  private boolean delete(Action.Delete delete) {
    Secret there = asPlanned(delete.present());
    if (there == null) {
      return false;
    }
    client.resource(there).lockResourceVersion(delete.present().resourceVersion()).delete();
    return true;
  }

  /** What a copy has under the data key, in base64; null if the source isn't the planned one. */
  private @Nullable String content(Source source) {
    Secret secret = client.secrets().inNamespace(sourceNamespace).withName(source.name()).get();
    if (secret == null || !source.uid().equals(secret.getMetadata().getUid())) {
      return null;
    }
    Map<String, String> data = Objects.requireNonNullElse(secret.getData(), Map.of());
    byte[] repaired =
        PullSecretRepair.repair(
            source.type(),
            Base64.getDecoder().decode(data.getOrDefault(source.type().dataKey(), "")));
    return Sha256.hex(repaired).equals(source.contentHash())
        ? Base64.getEncoder().encodeToString(repaired)
        : null;
  }

  /** The Secret as it was when the plan was made; null if it is another by now. */
  private @Nullable Secret asPlanned(PresentSecret planned) {
    Resource<Secret> resource =
        client.secrets().inNamespace(planned.namespace()).withName(planned.name());
    Secret secret = resource.get();
    return secret != null
            && planned.uid().equals(secret.getMetadata().getUid())
            && planned.resourceVersion().equals(secret.getMetadata().getResourceVersion())
        ? secret
        : null;
  }

  private static Map<String, String> with(
      @Nullable Map<String, String> map, Map<String, String> more) {
    Map<String, String> both = new HashMap<>(Objects.requireNonNullElse(map, Map.of()));
    both.putAll(more);
    return both;
  }
}
