package io.pullsecrets.index;

import static io.pullsecrets.index.ObjectFields.list;
import static io.pullsecrets.index.ObjectFields.map;
import static io.pullsecrets.index.ObjectFields.text;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A custom resource as the API server serves it now.
 *
 * @param definitionUid the UID of its definition; one that is made anew has other objects
 * @param group its group
 * @param version the version to read it in
 * @param plural its name in URLs
 * @param kind its kind
 * @param namespaced whether its objects are in namespaces
 */
record ServedResource(
    String definitionUid,
    String group,
    String version,
    String plural,
    String kind,
    boolean namespaced) {
  ServedResource {
    Objects.requireNonNull(definitionUid, "definitionUid");
    Objects.requireNonNull(group, "group");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(plural, "plural");
    Objects.requireNonNull(kind, "kind");
  }

  /** How definitions are found. */
  static final ResourceDefinitionContext DEFINITIONS =
      new ResourceDefinitionContext.Builder()
          .withGroup("apiextensions.k8s.io")
          .withVersion("v1")
          .withPlural("customresourcedefinitions")
          .withKind("CustomResourceDefinition")
          .withNamespaced(false)
          .build();

  /**
   * What a definition says; empty if it isn't (yet) established or serves no version. Of several
   * versions that in which objects are stored is taken, since it takes no conversion.
   *
   * @param definition a CustomResourceDefinition. Its few fields are looked up by their names: the
   *     client's class for it has all of OpenAPI's schemas behind it, which takes longer to set up
   *     than the rest of the first list
   */
  static Optional<ServedResource> of(GenericKubernetesResource definition) {
    Map<?, ?> spec = map(definition.get("spec"));
    Map<?, ?> names = map(spec.get("names"));
    String group = text(spec.get("group"));
    String plural = text(names.get("plural"));
    String kind = text(names.get("kind"));
    if (!isEstablished(definition) || group == null || plural == null || kind == null) {
      return Optional.empty();
    }
    return list(spec.get("versions")).stream()
        .map(ObjectFields::map)
        .filter(version -> Boolean.TRUE.equals(version.get("served")))
        .min(Comparator.comparing(version -> !Boolean.TRUE.equals(version.get("storage"))))
        .map(version -> text(version.get("name")))
        .map(
            version ->
                new ServedResource(
                    Objects.requireNonNullElse(definition.getMetadata().getUid(), ""),
                    group,
                    version,
                    plural,
                    kind,
                    "Namespaced".equals(spec.get("scope"))));
  }

  private static boolean isEstablished(GenericKubernetesResource definition) {
    // The API server announces a new definition with "conditions": null.
    return list(map(definition.get("status")).get("conditions")).stream()
        .map(ObjectFields::map)
        .anyMatch(
            condition ->
                "Established".equals(condition.get("type"))
                    && "True".equals(condition.get("status")));
  }

  /** What the client needs to find its objects. */
  ResourceDefinitionContext context() {
    return new ResourceDefinitionContext.Builder()
        .withGroup(group)
        .withVersion(version)
        .withPlural(plural)
        .withKind(kind)
        .withNamespaced(namespaced)
        .build();
  }
}
