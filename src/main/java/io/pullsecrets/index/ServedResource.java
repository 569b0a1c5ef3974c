package io.pullsecrets.index;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionSpec;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Comparator;
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

  /**
   * What a definition says; empty if it isn't (yet) established or serves no version. Of several
   * versions that in which objects are stored is taken, since it takes no conversion.
   */
  static Optional<ServedResource> of(CustomResourceDefinition definition) {
    if (!isEstablished(definition)) {
      return Optional.empty();
    }
    CustomResourceDefinitionSpec spec = definition.getSpec();
    return spec.getVersions().stream()
        .filter(version -> Boolean.TRUE.equals(version.getServed()))
        .min(Comparator.comparing(version -> !Boolean.TRUE.equals(version.getStorage())))
        .map(CustomResourceDefinitionVersion::getName)
        .map(
            version ->
                new ServedResource(
                    Objects.requireNonNullElse(definition.getMetadata().getUid(), ""),
                    spec.getGroup(),
                    version,
                    spec.getNames().getPlural(),
                    spec.getNames().getKind(),
                    "Namespaced".equals(spec.getScope())));
  }

  private static boolean isEstablished(CustomResourceDefinition definition) {
    // The API server announces a new definition with "conditions": null.
    return definition.getStatus() != null
        && definition.getStatus().getConditions() != null
        && definition.getStatus().getConditions().stream()
            .anyMatch(
                condition ->
                    "Established".equals(condition.getType())
                        && "True".equals(condition.getStatus()));
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
