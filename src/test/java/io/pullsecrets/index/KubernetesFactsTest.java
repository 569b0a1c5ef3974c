package io.pullsecrets.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.pullsecrets.injection.DeclarationRule;
import io.pullsecrets.injection.DeclarationRule.Mark;
import io.pullsecrets.project.CopyMark;
import io.pullsecrets.project.ProjectRule.NamespaceFacts;
import io.pullsecrets.project.ProjectSecrets;
import io.pullsecrets.registry.CopyName;
import io.pullsecrets.registry.SecretType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubernetesFactsTest {
  private static final DeclarationRule RULE = new DeclarationRule(ProjectSecrets.DECLARED);

  @Test
  void a_namespace_is_terminating_from_its_deletion_timestamp_on() {
    NamespaceFacts facts =
        KubernetesFacts.of(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName("team")
                .addToLabels("runai/queue", "team")
                .addToAnnotations("pull-secret-injector/inject", "false")
                .withDeletionTimestamp("2026-01-01T00:00:00Z")
                .endMetadata()
                .build());
    assertThat(facts)
        .isEqualTo(
            new NamespaceFacts(
                "team",
                Map.of("runai/queue", "team"),
                Map.of("pull-secret-injector/inject", "false"),
                true));
  }

  @Test
  void a_secrets_switch_is_read_from_its_annotations_too() {
    SecretFacts facts =
        KubernetesFacts.of(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace("team")
                .withName("a")
                .addToLabels("runai/cluster-wide", "true")
                .addToAnnotations("pull-secret-injector/inject", "false")
                .endMetadata()
                .withType("kubernetes.io/dockerconfigjson")
                .build(),
            SecretType.DOCKER_CONFIG_JSON,
            RULE);
    assertThat(facts.mark()).isEqualTo(Mark.OFF);
    assertThat(facts.reach()).isEmpty();
  }

  @Test
  void a_copy_is_ours_under_its_sources_name_or_the_one_derived_from_it_only() {
    CopyMark mark = new CopyMark("runai", "ngc", "uid", "hash");
    for (String name : List.of("ngc", CopyName.derived("ngc"), "my-duplicate")) {
      SecretFacts facts =
          KubernetesFacts.of(
              new SecretBuilder()
                  .withNewMetadata()
                  .withNamespace("team")
                  .withName(name)
                  .withLabels(mark.labels())
                  .withAnnotations(mark.annotations())
                  .endMetadata()
                  .withType("kubernetes.io/dockerconfigjson")
                  .build(),
              SecretType.DOCKER_CONFIG_JSON,
              RULE);
      assertThat(facts.copyMark().isPresent()).as(name).isEqualTo(!name.equals("my-duplicate"));
    }
  }

  @Test
  void a_secret_without_data_or_labels_is_read() {
    SecretFacts facts =
        KubernetesFacts.of(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace("team")
                .withName("a")
                .endMetadata()
                .withType("kubernetes.io/dockercfg")
                .build(),
            SecretType.DOCKER_CFG,
            RULE);
    assertThat(facts.mark()).isEqualTo(Mark.NONE);
    assertThat(facts.secret().credentials()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "true,true",
    "True,true",
    "1,true",
    "t,true",
    "false,false",
    "yes,false",
    "tRue,false"
  })
  void mountable_secrets_are_enforced_by_what_go_takes_for_true(String value, boolean enforced) {
    assertThat(
            KubernetesFacts.of(
                    new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName("a")
                        .addToAnnotations("kubernetes.io/enforce-mountable-secrets", value)
                        .endMetadata()
                        .build())
                .enforcesMountableSecrets())
        .isEqualTo(enforced);
  }
}
