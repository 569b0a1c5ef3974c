package io.pullsecrets.injection;

import static org.assertj.core.api.Assertions.assertThat;

import io.pullsecrets.injection.DeclarationRule.Mark;
import io.pullsecrets.project.ProjectSecrets;
import java.util.Arrays;
import java.util.Map;
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
    assertThat(rule.isClusterWide(labels(labels), Map.of())).as(reason).isEqualTo(clusterWide);
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

  private static Map<String, String> labels(String pairs) {
    return Arrays.stream(pairs.split(" "))
        .map(pair -> pair.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }
}
