package io.pullsecrets.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints what a shell needs to complete commands and options. */
@Command(
    name = "completion",
    description = {
      "Prints a script that completes commands and options, for bash and zsh.",
      "It completes kubectl-pull_secrets, the plugin under its own name."
    },
    footer = {
      "%nExamples:",
      "  source <(kubectl-pull_secrets completion)",
      "  kubectl-pull_secrets completion >~/.local/share/bash-completion/completions/kubectl-pull_secrets"
    })
final class CompletionCommand implements Callable<Integer> {
  private final Console console;

  @Spec private @Nullable CommandSpec spec;

  CompletionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console
        .out()
        .print(
            AutoComplete.bash(
                "kubectl-pull_secrets", Objects.requireNonNull(spec).root().commandLine()));
    return ExitCode.OK;
  }
}
