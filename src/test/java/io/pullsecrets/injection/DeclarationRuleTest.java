package io.pullsecrets.injection;

import static org.assertj.core.api.Assertions.assertThat;

import io.pullsecrets.injection.DeclarationRule.Mark;
import io.pullsecrets.project.ProjectSecrets;
import io.pullsecrets.project.Reach;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeclarationRuleTest {
  private final DeclarationRule rule = new DeclarationRule(ProjectSecrets.DECLARED);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "runai/cluster-wide=true                                   | true  | the label of the story",
        "run.ai/cluster-wide=true run.ai/resource=docker-registry  | true  | the newer labels",
        "run.ai/cluster-wide=true                                  | true  | without a resource",
        "run.ai/cluster-wide=true run.ai/resource=password         | false | another resource",
        "runai/cluster-wide=false                                  | false | switched off",
        "runai/cluster-wide=True                                   | false | only the exact word",
        "runai/cluster-wide=                                       | false | no value",
        "cluster-wide=true                                         | false | another key",
        "runai/cluster-wide=true pull-secret-injector/inject=false | false | inject wins",
      })
  void a_secret_is_cluster_wide_by_its_labels(String labels, boolean clusterWide, String reason) {
    assertThat(rule.reachOf(labels(labels), Map.of()))
        .as(reason)
        .isEqualTo(clusterWide ? Optional.of(new Reach.Everyone()) : Optional.empty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run.ai/department=7 run.ai/resource=docker-registry          | 7   | the two labels",
        "run.ai/department=7                                          |     | no resource",
        "run.ai/department=7 run.ai/resource=password                 |     | another resource",
        "run.ai/department=  run.ai/resource=docker-registry          |     | no value is no label",
        "run.ai/department=  runai/cluster-wide=true                  | all | no value is no label",
        "run.ai/department=7 runai/cluster-wide=true                  | 7   | the narrower wins",
        "run.ai/department=7 run.ai/cluster-wide=true                 | 7   | the narrower wins",
        "run.ai/department=7 runai/cluster-wide=false                 |     | false is none",
        "run.ai/department=7 runai/cluster-wide=true run.ai/resource=x| 7   | the older one needs none",
        "run.ai/department=7 run.ai/cluster-wide=true run.ai/resource=x|    | another resource",
        "run.ai/department=7 run.ai/resource=docker-registry pull-secret-injector/inject=false || off",
      })
  void a_secret_is_for_one_department_by_its_labels(String labels, String reach, String reason) {
    assertThat(rule.reachOf(labels(labels), Map.of()))
        .as(reason)
        .isEqualTo(
            Optional.ofNullable(reach)
                .map(id -> id.equals("all") ? new Reach.Everyone() : new Reach.Department(id)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run.ai/resource=docker-registry                                   | ON   | S2b",
        "run.ai/resource=password                                          | NONE | another resource",
        "pull-secret-injector/inject=true                                  | ON   | switched on",
        "pull-secret-injector/inject=false run.ai/resource=docker-registry | OFF  | off wins",
        "runai/cluster-wide=true                                           | NONE | not of a project",
      })
  void a_projects_secret_declares_itself_by_its_labels(String labels, Mark mark, String reason) {
    assertThat(rule.markOf(labels(labels), Map.of())).as(reason).isEqualTo(mark);
  }

  @Test
  void the_switch_can_be_an_annotation_too() {
    assertThat(rule.markOf(Map.of(), labels("pull-secret-injector/inject=true")))
        .isEqualTo(Mark.ON);
    assertThat(
            rule.markOf(
                labels("pull-secret-injector/inject=true"),
                labels("pull-secret-injector/inject=false")))
        .isEqualTo(Mark.OFF);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DECLARED | NONE | false | false | nothing speaks for it",
        "DECLARED | NONE | true  | true  | the default ServiceAccount lists it",
        "DECLARED | ON   | false | true  | it declares itself",
        "DECLARED | OFF  | true  | false | off wins over the list",
        "ALL      | NONE | false | true  | all count",
        "ALL      | OFF  | false | false | off wins over all",
      })
  void a_projects_secret_is_declared_by_its_mark_or_the_list_unless_all_are(
      ProjectSecrets which, Mark mark, boolean listed, boolean declared, String reason) {
    assertThat(new DeclarationRule(which).isDeclared(mark, listed)).as(reason).isEqualTo(declared);
  }

  private static Map<String, String> labels(String pairs) {
    return Arrays.stream(pairs.split(" +"))
        .map(pair -> pair.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }
}
