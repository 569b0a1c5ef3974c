package io.pullsecrets.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineToolTest {
  @ParameterizedTest
  @ValueSource(strings = {"explain", "check", "inject", "secret"})
  void each_command_helps_with_examples_and_exit_codes(String command) {
    Run run = Run.of(command, "--help");
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("Usage: kubectl pull-secrets " + command, "Example", "Exit codes:");
    assertThat(run.err()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          explain                                             | Missing required argument
          explain --image a -n x --state examples/none        | There is no file examples/none; check the path.
          explain --image a --state examples/cluster          | names no namespace; say with -n or --project where it will be.
          explain --image a --project nobody -s examples/cluster | No namespace of the state is that of project nobody.
          explain pod-1 -n x --state examples/cluster         | A state has no pods: give the pod as a file (-f)
          explain -f examples/cluster -s examples/cluster     | There is neither a pod nor a template of one in examples/cluster
          explain --image a -n x --kubeconfig none            | There is no kubeconfig none; check --kubeconfig.
          inject -s examples/cluster                          | Missing required option: '--filename=FILE'
          inject -f src/main/helm -s examples/cluster         | holds no .yaml, .yml or .json file
          check --no-such-option                              | Unknown option: '--no-such-option'
          check -f README.md                                  | README.md is not valid YAML at line
          check -f - -o xml                                   | Invalid value for option '--output'
          secret ngc x                                        | Missing required argument
          secret quay x --cluster-wide                        | Unmatched argument
          nonsense                                            | Unmatched argument
          """)
  void wrong_usage_ends_in_one_error_that_names_the_way_out(String arguments, String error) {
    Run run = Run.of(arguments.strip().split(" +", -1));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("error: ").contains(error).doesNotContain("\tat ");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void without_a_command_it_says_how_to_find_one() {
    Run run = Run.of("--");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("No command is given.", "--help");
  }

  @Test
  void completion_prints_a_script_for_the_plugins_own_name() {
    Run run = Run.of("completion");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("kubectl-pull_secrets", "--state", "dockerhub");
  }

  @Test
  void a_result_that_cannot_be_written_is_an_error() {
    StringWriter err = new StringWriter();
    Writer full =
        new Writer() {
          @Override
          public void write(char[] text, int from, int length) throws IOException {
            throw new IOException("no space left on device");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    int code =
        CommandLineTool.run(
            new Console(InputStream.nullInputStream(), new PrintWriter(full), new PrintWriter(err)),
            Clock.systemUTC(),
            "explain",
            "--help");
    assertThat(code).isEqualTo(ExitCode.ERROR);
    assertThat(err.toString()).contains("couldn't be written");
  }
}
