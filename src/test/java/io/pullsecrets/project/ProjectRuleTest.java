package io.pullsecrets.project;

import static org.assertj.core.api.Assertions.assertThat;

import io.pullsecrets.project.ProjectRule.NamespaceFacts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProjectRuleTest {
  private final ProjectRule rule = new ProjectRule("runai/queue", "runai/department-id", "runai");

  @Test
  void the_label_makes_a_project_whatever_its_value() {
    assertThat(rule.projectOf(namespace("team", Map.of("runai/queue", ""), false)))
        .contains(new Project("team", false, false));
  }

  @Test
  void the_name_does_not() {
    for (String name : new String[] {"runai", "runai-backend", "runai-reservation"}) {
      assertThat(rule.projectOf(namespace(name, Map.of("runai/other", "x"), false))).isEmpty();
    }
  }

  @Test
  void kubernetes_own_and_that_of_the_cluster_wide_secrets_are_none_even_with_it() {
    for (String name : List.of("kube-system", "kube-public", "kube-node-lease", "runai")) {
      assertThat(rule.projectOf(namespace(name, Map.of("runai/queue", "team"), false)))
          .as(name)
          .isEmpty();
    }
  }

  @Test
  void a_project_that_ends_or_is_switched_off_says_so() {
    assertThat(rule.projectOf(namespace("team", Map.of("runai/queue", "team"), true)))
        .contains(new Project("team", true, false));
    assertThat(
            rule.projectOf(
                namespace("team", Map.of("runai/queue", "team", InjectSwitch.KEY, "false"), false)))
        .contains(new Project("team", false, true));
  }

  @Test
  void the_labels_value_is_the_projects_name() {
    assertThat(rule.nameOf(namespace("runai-team", Map.of("runai/queue", "team"), false)))
        .isEqualTo("team");
    assertThat(rule.nameOf(namespace("runai", Map.of(), false))).isEmpty();
  }

  @Test
  void a_namespace_can_name_the_projects_department_and_an_empty_value_names_none() {
    assertThat(projectWith("7")).contains(new Project("team", Optional.of("7"), false, false));
    assertThat(projectWith("")).contains(new Project("team", Optional.empty(), false, false));
  }

  private Optional<Project> projectWith(String department) {
    return rule.projectOf(
        namespace("team", Map.of("runai/queue", "team", "runai/department-id", department), false));
  }

  private static NamespaceFacts namespace(
      String name, Map<String, String> labels, boolean terminating) {
    return new NamespaceFacts(name, labels, Map.of(), terminating);
  }
}
