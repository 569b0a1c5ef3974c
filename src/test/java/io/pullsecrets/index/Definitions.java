package io.pullsecrets.index;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersionBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Arrays;

/** CustomResourceDefinitions for tests. */
final class Definitions {
  private Definitions() {}

  /** Run:ai's projects, in namespaces. */
  static GenericKubernetesResource projects(CustomResourceDefinitionVersion... versions) {
    return definition("projects", "run.ai", "Project", "Namespaced", "True", versions);
  }

  /** Run:ai's queues, outside of namespaces. */
  static GenericKubernetesResource queues(CustomResourceDefinitionVersion... versions) {
    return definition("queues", "scheduling.run.ai", "Queue", "Cluster", "True", versions);
  }

  /** The projects' definition the moment after it was made, or when its names are taken. */
  static GenericKubernetesResource unestablishedProjects(
      CustomResourceDefinitionVersion... versions) {
    return definition("projects", "run.ai", "Project", "Namespaced", "False", versions);
  }

  /** A version that is served. */
  static CustomResourceDefinitionVersion served(String name) {
    return version(name, true, false);
  }

  /** A version that is served, and in which objects are stored. */
  static CustomResourceDefinitionVersion stored(String name) {
    return version(name, true, true);
  }

  static CustomResourceDefinitionVersion version(String name, boolean served, boolean storage) {
    return new CustomResourceDefinitionVersionBuilder()
        .withName(name)
        .withServed(served)
        .withStorage(storage)
        .build();
  }

  private static GenericKubernetesResource definition(
      String plural,
      String group,
      String kind,
      String scope,
      String established,
      CustomResourceDefinitionVersion... versions) {
    CustomResourceDefinition definition =
        new CustomResourceDefinitionBuilder()
            .withNewMetadata()
            .withName(plural + "." + group)
            .withUid("uid")
            .endMetadata()
            .withNewSpec()
            .withGroup(group)
            .withScope(scope)
            .withNewNames()
            .withPlural(plural)
            .withKind(kind)
            .endNames()
            .withVersions(Arrays.asList(versions))
            .endSpec()
            .withNewStatus()
            .addNewCondition()
            .withType("NamesAccepted")
            .withStatus("True")
            .endCondition()
            .addNewCondition()
            .withType("Established")
            .withStatus(established)
            .endCondition()
            .endStatus()
            .build();
    return Serialization.unmarshal(
        Serialization.asJson(definition), GenericKubernetesResource.class);
  }
}
