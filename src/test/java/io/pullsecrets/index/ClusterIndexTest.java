package io.pullsecrets.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.pullsecrets.HashCollisions;
import io.pullsecrets.PullSecrets;
import io.pullsecrets.configuration.TestConfiguration;
import io.pullsecrets.injection.DeclarationRule;
import io.pullsecrets.injection.DeclarationRule.Mark;
import io.pullsecrets.project.CopyMark;
import io.pullsecrets.project.Project;
import io.pullsecrets.project.ProjectSecrets;
import io.pullsecrets.project.Reach;
import io.pullsecrets.project.ServiceAccount;
import io.pullsecrets.registry.PullSecret;
import io.pullsecrets.registry.PullSecretIndex;
import io.pullsecrets.registry.SecretType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ClusterIndexTest {
  private static final String DEMO = PullSecrets.NAMESPACE;
  private static final SecretType JSON = SecretType.DOCKER_CONFIG_JSON;
  private static final NamedProject PROJECT =
      new NamedProject("nlp", new Project(DEMO, false, false));

  private static final Optional<Reach> EVERYONE = Optional.of(new Reach.Everyone());

  private final ClusterIndex index = index(ProjectSecrets.DECLARED, Optional.of(DEMO));

  @Test
  void a_namespace_is_a_project_as_long_as_it_is_put_as_one() {
    assertThat(index.snapshot(DEMO)).isEmpty();
    index.putProject(PROJECT);
    assertThat(index.snapshot(DEMO)).isPresent();
    index.removeProject(DEMO);
    assertThat(index.snapshot(DEMO)).isEmpty();
  }

  @Test
  void secrets_that_came_before_their_namespace_became_a_project_are_known() {
    index.putSecret(secret("a", Mark.ON, false));
    index.putProject(PROJECT);
    assertThat(names(snapshot().candidates().declared())).containsExactly("a");
  }

  @Test
  void what_the_default_service_account_lists_is_declared_unless_it_is_switched_off() {
    index.putProject(PROJECT);
    index.putSecret(secret("listed", Mark.NONE, false));
    index.putSecret(secret("listed-but-off", Mark.OFF, false));
    index.putSecret(secret("other", Mark.NONE, false));
    index.putServiceAccount(
        DEMO, new ServiceAccount("default", List.of("listed", "listed-but-off", "missing"), false));
    assertThat(names(snapshot().candidates().declared())).containsExactly("listed");
    assertThat(names(snapshot().candidates().present()))
        .containsExactly("listed", "listed-but-off", "other");

    index.removeServiceAccount(DEMO, "default");
    assertThat(names(snapshot().candidates().declared())).isEmpty();
  }

  @Test
  void all_secrets_are_declared_if_the_configuration_says_so_but_those_switched_off() {
    ClusterIndex all = index(ProjectSecrets.ALL, Optional.empty());
    all.putProject(PROJECT);
    all.putSecret(secret("a", Mark.NONE, false));
    all.putSecret(secret("off", Mark.OFF, false));
    assertThat(names(all.snapshot(DEMO).orElseThrow().candidates().declared()))
        .containsExactly("a");
  }

  @Test
  void cluster_wide_secrets_come_and_go_with_their_label() {
    index.putProject(PROJECT);
    index.putSecret(secret("a", Mark.NONE, true));
    assertThat(names(snapshot().candidates().clusterWide())).containsExactly("a");
    index.putSecret(secret("a", Mark.NONE, false));
    assertThat(names(snapshot().candidates().clusterWide())).isEmpty();
    index.putSecret(secret("a", Mark.NONE, true));
    index.removeSecret(DEMO, "a", JSON);
    assertThat(names(snapshot().candidates().clusterWide())).isEmpty();
  }

  @Test
  void a_cluster_wide_label_outside_the_cluster_wide_namespace_has_no_effect() {
    ClusterIndex other = index(ProjectSecrets.DECLARED, Optional.of("runai"));
    other.putProject(PROJECT);
    other.putSecret(secret("mine-for-all", Mark.NONE, true));
    assertThat(names(other.snapshot(DEMO).orElseThrow().candidates().clusterWide())).isEmpty();
  }

  @Test
  void nothing_is_cluster_wide_if_that_is_switched_off() {
    ClusterIndex off =
        new ClusterIndex(
            TestConfiguration.of(
                Map.of("cluster-wide-secret", "false", "cluster-wide-namespace", DEMO)));
    off.putProject(PROJECT);
    off.putSecret(secret("a", Mark.NONE, true));
    assertThat(names(off.snapshot(DEMO).orElseThrow().candidates().clusterWide())).isEmpty();
  }

  @Test
  void a_flat_map_is_offered_as_its_repaired_copy_will_be() {
    index.putProject(PROJECT);
    PullSecret flat = PullSecrets.withConfig("gcr", "{\"https://eu.gcr.io\":{\"auth\":\"dTpw\"}}");
    index.putSecret(facts(flat, JSON, EVERYONE, Mark.NONE));
    assertThat(snapshot().candidates().clusterWide().find("gcr").orElseThrow().credentials())
        .hasSize(1);
    assertThat(snapshot().candidates().present().find("gcr").orElseThrow().credentials()).isEmpty();
  }

  @Test
  void the_removal_of_a_secret_does_not_take_its_successor_of_another_type() {
    index.putProject(PROJECT);
    index.putSecret(secret("a", Mark.ON, false));
    index.removeSecret(DEMO, "a", SecretType.DOCKER_CFG);
    assertThat(names(snapshot().candidates().declared())).containsExactly("a");
    index.removeSecret(DEMO, "a", JSON);
    assertThat(names(snapshot().candidates().declared())).isEmpty();
  }

  @Test
  void late_news_of_a_secret_do_not_take_its_successor_of_another_type() {
    index.putProject(PROJECT);
    PullSecret successor =
        PullSecret.read(
            DEMO,
            "a",
            "kubernetes.io/dockercfg",
            Map.of(
                ".dockercfg",
                "{\"quay.io\":{\"username\":\"u\"}}".getBytes(StandardCharsets.UTF_8)));
    index.putSecret(facts(successor, SecretType.DOCKER_CFG, Optional.empty(), Mark.ON));
    index.putSecret(secret("a", Mark.ON, false));
    index.removeSecret(DEMO, "a", JSON);
    assertThat(snapshot().candidates().declared().secrets()).containsExactly(successor);
  }

  @Test
  void a_namespaces_switched_off_secrets_are_known_by_name() {
    index.putProject(PROJECT);
    index.putSecret(secret("off", Mark.OFF, false));
    index.putSecret(secret("on", Mark.ON, false));
    assertThat(snapshot().candidates().switchedOff()).containsExactly("off");
  }

  @Test
  void a_copy_of_ours_is_no_candidate_whatever_its_marks() {
    index.putProject(PROJECT);
    index.putSecret(
        new SecretFacts(
            PullSecrets.withKeys("copy", "nvcr.io"),
            JSON,
            "uid",
            "1",
            "",
            "",
            Optional.empty(),
            Mark.ON,
            Optional.of(new CopyMark("runai", "copy", "source", "hash"))));
    assertThat(names(snapshot().candidates().declared())).isEmpty();
    assertThat(names(snapshot().candidates().present())).isEmpty();
  }

  @Test
  void a_snapshot_does_not_change_after_it_was_taken() {
    index.putProject(PROJECT);
    ProjectSnapshot before = snapshot();
    index.putSecret(secret("a", Mark.ON, true));
    assertThat(names(before.candidates().declared())).isEmpty();
    assertThat(names(before.candidates().clusterWide())).isEmpty();
  }

  @Test
  void each_change_of_its_namespace_makes_a_new_version_of_a_project() {
    ClusterIndex alone = index(ProjectSecrets.DECLARED, Optional.empty());
    alone.putProject(PROJECT);
    assertNewVersions(
        alone,
        DEMO,
        () -> alone.putProject(new NamedProject("nlp", new Project(DEMO, true, false))),
        () -> alone.putSecret(secret("a", Mark.ON, false)),
        () -> alone.putSecret(secret("a", Mark.OFF, false)),
        () -> alone.putServiceAccount(DEMO, new ServiceAccount("s", List.of(), true)),
        () -> alone.removeServiceAccount(DEMO, "s"),
        () -> alone.removeSecret(DEMO, "a", JSON));
  }

  @Test
  void what_says_what_is_known_already_makes_no_new_version_and_is_told_to_nobody() {
    ServiceAccount account = new ServiceAccount("s", List.of("a"), true);
    index.putProject(PROJECT);
    index.putServiceAccount(DEMO, account);
    ProjectSnapshot before = snapshot();
    List<String> told = new ArrayList<>();
    index.onChange(told::add);
    index.putProject(PROJECT);
    index.putServiceAccount(DEMO, new ServiceAccount("s", List.of("a"), true));
    index.removeServiceAccount(DEMO, "ordinary");
    index.removeSecret(DEMO, "none", JSON);
    index.removeProject("no-project");
    assertThat(told).isEmpty();
    assertThat(snapshot().version()).isEqualTo(before.version());
    index.removeServiceAccount(DEMO, "s");
    assertThat(told).containsExactly(DEMO);
  }

  @Test
  void one_secret_of_a_name_is_left_while_it_changes_its_type() {
    index.putProject(PROJECT);
    index.putSecret(secret("b", Mark.ON, false));
    index.putSecret(secret("a", Mark.ON, false));
    SecretFacts json = secret("b", Mark.OFF, false);
    SecretFacts anew =
        new SecretFacts(
            json.secret(),
            SecretType.DOCKER_CFG,
            "anew",
            "2",
            "",
            "",
            Optional.empty(),
            Mark.ON,
            Optional.empty());
    index.putSecret(anew);
    assertThat(index.secrets(DEMO))
        .extracting(each -> each.secret().name())
        .containsExactly("a", "b");
    index.removeSecret(DEMO, "b", JSON);
    assertThat(index.secrets(DEMO)).last().isSameAs(anew);
    index.removeSecret(DEMO, "b", SecretType.DOCKER_CFG);
    assertThat(index.secrets(DEMO)).extracting(each -> each.secret().name()).containsExactly("a");
  }

  @Test
  @Timeout(10)
  void thousands_of_names_of_one_hash_are_as_quick_as_any() {
    List<String> names = HashCollisions.strings("c0", "an", 12);
    index.putProject(PROJECT);
    for (String name : names) {
      index.putSecret(secret(name, Mark.OFF, false));
      index.putServiceAccount(DEMO, new ServiceAccount(name, List.of(), true));
    }
    assertThat(snapshot().candidates().switchedOff()).hasSize(4096);
    names.forEach(name -> index.removeSecret(DEMO, name, JSON));
    assertThat(index.secrets(DEMO)).isEmpty();
  }

  @Test
  void each_change_of_the_cluster_wide_secrets_makes_a_new_version_of_a_project() {
    putProject("runai-nlp", "nlp", Optional.empty());
    index.putSecret(secret("kept", Mark.NONE, true));
    assertNewVersions(
        index,
        "runai-nlp",
        () -> index.putSecret(secret("a", Mark.NONE, true)),
        () -> index.putSecret(secretOf("7", "a")),
        () -> index.removeSecret(DEMO, "a", JSON));
  }

  private static void assertNewVersions(ClusterIndex index, String project, Runnable... changes) {
    Set<ProjectSnapshot.Version> versions = new HashSet<>();
    versions.add(index.snapshot(project).orElseThrow().version());
    for (Runnable change : changes) {
      change.run();
      assertThat(versions.add(index.snapshot(project).orElseThrow().version())).isTrue();
    }
  }

  @Test
  void what_changes_elsewhere_leaves_the_version_as_it_is() {
    index.putProject(PROJECT);
    ProjectSnapshot before = snapshot();
    putProject("runai-other", "other", Optional.empty());
    index.putServiceAccount("runai-other", new ServiceAccount("s", List.of(), true));
    assertThat(snapshot().version()).isEqualTo(before.version());
    index.putDepartments(0, Map.of("nlp", "7"));
    assertThat(snapshot().version()).isEqualTo(before.version());
  }

  @Test
  void a_project_is_offered_what_is_for_everyone_and_what_is_for_its_department() {
    index.putSecret(secret("all", Mark.NONE, true));
    index.putSecret(secretOf("1", "one"));
    index.putSecret(secretOf("2", "two"));
    for (String department : List.of("1", "2", "3", "1")) {
      putProject(DEMO, "nlp", Optional.of(department));
      assertThat(names(snapshot().candidates().clusterWide()))
          .as("department " + department)
          .containsExactly(
              switch (department) {
                case "1" -> new String[] {"all", "one"};
                case "2" -> new String[] {"all", "two"};
                default -> new String[] {"all"};
              });
    }
    index.putProject(PROJECT);
    assertThat(names(snapshot().candidates().clusterWide()))
        .as("no department is known")
        .containsExactly("all");
  }

  @Test
  void the_namespace_comes_before_the_first_resource_and_that_before_the_next() {
    index.putProject(PROJECT);
    assertThat(snapshot().project().department()).isEmpty();
    index.putDepartments(1, Map.of("nlp", "second"));
    assertThat(snapshot().project().department()).contains("second");
    index.putDepartments(0, Map.of("nlp", "first", "vision", "other"));
    assertThat(snapshot().project().department()).contains("first");
    putProject(DEMO, "nlp", Optional.of("of the namespace"));
    assertThat(snapshot().project().department()).contains("of the namespace");

    index.putProject(PROJECT);
    index.putDepartments(0, Map.of("vision", "other"));
    assertThat(snapshot().project().department()).contains("second");
    index.putDepartments(1, Map.of());
    assertThat(snapshot().project().department()).isEmpty();
  }

  @Test
  void the_listener_is_told_the_namespaces_whose_project_has_another_department() {
    index.putProject(PROJECT);
    putProject("runai-vision", "vision", Optional.empty());
    putProject("runai-nlp-too", "nlp", Optional.empty());
    List<String> told = new ArrayList<>();
    index.onChange(told::add);

    index.putDepartments(0, Map.of("nlp", "1", "unheard-of", "1"));
    assertThat(told).containsExactlyInAnyOrder(DEMO, "runai-nlp-too");
    told.clear();
    index.putDepartments(0, Map.of("nlp", "1"));
    index.putDepartments(1, Map.of("nlp", "hidden behind the first"));
    assertThat(told).isEmpty();
    index.putDepartments(0, Map.of("vision", "1"));
    assertThat(told).containsExactlyInAnyOrder(DEMO, "runai-nlp-too", "runai-vision");
  }

  private void putProject(String namespace, String name, Optional<String> department) {
    index.putProject(new NamedProject(name, new Project(namespace, department, false, false)));
  }

  private ProjectSnapshot snapshot() {
    return index.snapshot(DEMO).orElseThrow();
  }

  private static ClusterIndex index(ProjectSecrets projectSecrets, Optional<String> clusterWide) {
    return new ClusterIndex(new DeclarationRule(projectSecrets), clusterWide);
  }

  private static SecretFacts secret(String name, Mark mark, boolean clusterWide) {
    return facts(
        PullSecrets.withKeys(name, "nvcr.io"),
        JSON,
        clusterWide ? EVERYONE : Optional.empty(),
        mark);
  }

  private static SecretFacts secretOf(String department, String name) {
    return facts(
        PullSecrets.withKeys(name, "nvcr.io"),
        JSON,
        Optional.of(new Reach.Department(department)),
        Mark.NONE);
  }

  private static SecretFacts facts(
      PullSecret secret, SecretType type, Optional<Reach> reach, Mark mark) {
    return new SecretFacts(secret, type, "uid", "1", "", "", reach, mark, Optional.empty());
  }

  private static List<String> names(PullSecretIndex index) {
    return index.secrets().stream().map(PullSecret::name).toList();
  }
}
