package io.pullsecrets.cli;

import java.time.Clock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** All commands together, and how their errors are told. */
@Command(
    name = CommandLineTool.NAME,
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = CommandLineTool.ArtifactVersion.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Which pull secrets pods get in Run:ai projects, and why.",
    sortOptions = false,
    usageHelpAutoWidth = false,
    usageHelpWidth = 100)
final class CommandLineTool implements Runnable {
  static final String NAME = "kubectl pull-secrets";

  /** The version of the jar, of which its manifest tells. */
  static final class ArtifactVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = CommandLineTool.class.getPackage().getImplementationVersion();
      return new String[] {
        "pull-secret-injector " + Objects.requireNonNullElse(version, "(not from a jar)")
      };
    }
  }

  @Spec private @Nullable CommandSpec spec;

  private CommandLineTool() {}

  /** Runs a command and returns its {@link ExitCode}. */
  static int run(Console console, Clock clock, String... arguments) {
    int code = of(console, clock).execute(arguments);
    // A writer like this one keeps its failures to itself: a full disk, a reader that has gone.
    if (console.out().checkError()) {
      console.err().println("error: the result couldn't be written as a whole.");
      code = ExitCode.ERROR;
    }
    console.err().flush();
    return code;
  }

  static CommandLine of(Console console, Clock clock) {
    CommandLine commands =
        new CommandLine(new CommandLineTool())
            .addSubcommand(new ExplainCommand(console))
            .addSubcommand(new CheckCommand(console, clock))
            .addSubcommand(new InjectCommand(console))
            .addSubcommand(SecretCommand.commands(console))
            .addSubcommand(new CompletionCommand(console));
    commands.setOut(console.out());
    commands.setErr(console.err());
    commands.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    commands.setParameterExceptionHandler(CommandLineTool::onWrongUsage);
    commands.setExecutionExceptionHandler(
        (failure, command, result) -> onFailure(failure, console));
    return commands;
  }

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(), "No command is given.");
  }

  private static int onWrongUsage(ParameterException wrong, String[] arguments) {
    CommandLine command = wrong.getCommandLine();
    command.getErr().println("error: " + wrong.getMessage());
    command
        .getErr()
        .println("See '" + command.getCommandSpec().qualifiedName() + " --help' for usage.");
    return ExitCode.ERROR;
  }

  private static int onFailure(Exception failure, Console console) {
    if (failure instanceof UserError) {
      console.err().println("error: " + failure.getMessage());
    } else {
      // The message could quote what was read, and that may be a Secret.
      console
          .err()
          .println(
              "error: a defect of this program ("
                  + failure.getClass().getSimpleName()
                  + " at "
                  + failure.getStackTrace()[0]
                  + "); please report it.");
    }
    return ExitCode.ERROR;
  }
}
