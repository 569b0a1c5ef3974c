package io.pullsecrets.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pullsecrets.configuration.InjectorConfiguration;
import io.pullsecrets.configuration.TestConfiguration;
import io.pullsecrets.index.ClusterRules;
import io.pullsecrets.injection.DeclarationRule;
import io.pullsecrets.project.ProjectRule;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class ClusterOptionsTest {
  @Command
  private static final class WithOptions implements Runnable {
    @CommandLine.Mixin private ClusterOptions options = new ClusterOptions();

    @Override
    public void run() {}
  }

  @Test
  void the_defaults_are_those_of_the_injectors_configuration() {
    InjectorConfiguration configuration = TestConfiguration.of(Map.of());
    WithOptions command = new WithOptions();
    new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true).parseArgs();
    assertThat(command.options.rules())
        .isEqualTo(
            new ClusterRules(
                new ProjectRule(
                    configuration.projectLabel(),
                    configuration.departmentLabel(),
                    configuration.clusterWideNamespace()),
                new DeclarationRule(configuration.projectSecrets()),
                configuration.clusterWideSecret(),
                configuration.clusterWideNamespace(),
                configuration.departmentResources().orElseThrow()));
  }
}
