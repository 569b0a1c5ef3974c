package io.pullsecrets.cli;

import io.pullsecrets.injection.DeclarationRule;
import io.pullsecrets.registry.Finding;
import io.pullsecrets.registry.PullSecret;
import io.pullsecrets.registry.SecretType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Writes the manifest of a Secret for one kind of registry. The credential comes from a file or
 * standard input: an argument would stay in the shell's history and show in the list of processes.
 */
@Command(sortOptions = false)
final class SecretCommand implements Callable<Integer> {
  private final Console console;
  private final RegistryKind registry;

  @Parameters(index = "0", paramLabel = "NAME", description = "The Secret's name.")
  private String name = "";

  @Option(
      names = "--server",
      split = ",",
      paramLabel = "HOST",
      description = "The registry, as images name it; several with commas between them.")
  private List<String> servers = new ArrayList<>();

  @Option(names = "--username", paramLabel = "NAME", description = "The registry's user.")
  private @Nullable String username;

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      defaultValue = "-",
      description = "Holds the password, token or key; - (the default) reads standard input.")
  private String keyFile = "-";

  @ArgGroup(multiplicity = "1")
  private Destination destination = new Destination();

  @Option(
      names = "--cluster-wide-namespace",
      paramLabel = "NAMESPACE",
      defaultValue = "${env:PULL_SECRET_INJECTOR_CLUSTER_WIDE_NAMESPACE:-runai}",
      description = "As in the injector's configuration; default: runai.")
  private String clusterWideNamespace = "runai";

  private SecretCommand(Console console, RegistryKind registry) {
    this.console = console;
    this.registry = registry;
  }

  /** Whom it is for: one of these. */
  static final class Destination {
    @Option(names = "--cluster-wide", description = "For the pods of all projects.")
    private boolean clusterWide;

    @Option(
        names = "--department",
        paramLabel = "ID",
        description = "For the pods of one department's projects.")
    private @Nullable String department;

    @Option(
        names = {"-n", "--namespace"},
        paramLabel = "NAMESPACE",
        description = "For the pods of the project in this namespace.")
    private @Nullable String namespace;
  }

  /** The command {@code secret} with one subcommand for each kind of registry. */
  static CommandLine commands(Console console) {
    CommandLine secret = new CommandLine(new SecretCommands());
    for (RegistryKind each : RegistryKind.values()) {
      CommandLine command = new CommandLine(new SecretCommand(console, each));
      command.getCommandSpec().usageMessage().description(each.description());
      command.getCommandSpec().usageMessage().footer(each.footer());
      secret.addSubcommand(each.command(), command);
    }
    return secret;
  }

  @Override
  public Integer call() {
    if (!name.matches("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?")) {
      throw new UserError(
          "No Secret can have that name; use lower-case letters, digits, dashes and dots.");
    }
    String user = registry.username(username);
    List<String> keys = registry.keys(servers);
    String password = registry.password(Input.read(keyFile, console.in()).get(0));
    String config = config(keys, user, password);
    List<Finding> findings = review(config);
    findings.forEach(each -> console.err().println("error: " + each.sentence()));
    if (!findings.isEmpty()) {
      return ExitCode.FINDINGS;
    }
    registry.caution().ifPresent(each -> console.err().println("warning: " + each));
    console.out().print(manifest(config));
    return ExitCode.OK;
  }

  private static String config(List<String> keys, String user, String password) {
    String auth =
        Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    return JsonText.compact(
        json -> {
          json.writeStartObject();
          json.writeObjectFieldStart("auths");
          for (String key : keys) {
            json.writeObjectFieldStart(key);
            json.writeStringField("username", user);
            json.writeStringField("password", password);
            json.writeStringField("auth", auth);
            json.writeEndObject();
          }
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  /** What the injector itself would say of it. */
  private List<Finding> review(String config) {
    SecretType type = SecretType.DOCKER_CONFIG_JSON;
    return PullSecret.read(
            namespace(),
            name,
            type.typeName(),
            Map.of(type.dataKey(), config.getBytes(StandardCharsets.UTF_8)))
        .findings();
  }

  private String namespace() {
    return destination.namespace == null ? clusterWideNamespace : destination.namespace;
  }

  private String manifest(String config) {
    SecretType type = SecretType.DOCKER_CONFIG_JSON;
    StringBuilder manifest = new StringBuilder();
    manifest.append("apiVersion: v1\nkind: Secret\nmetadata:\n");
    manifest.append("  name: ").append(quoted(name)).append('\n');
    manifest.append("  namespace: ").append(quoted(namespace())).append('\n');
    manifest.append("  labels:\n");
    if (destination.clusterWide) {
      manifest.append("    ").append(DeclarationRule.CLUSTER_WIDE).append(": \"true\"\n");
    } else {
      if (destination.department != null) {
        manifest
            .append("    ")
            .append(DeclarationRule.DEPARTMENT)
            .append(": ")
            .append(quoted(destination.department))
            .append('\n');
      }
      manifest
          .append("    ")
          .append(DeclarationRule.RESOURCE)
          .append(": ")
          .append(DeclarationRule.DOCKER_REGISTRY)
          .append('\n');
    }
    manifest.append("type: ").append(type.typeName()).append('\n');
    manifest.append("data:\n  ").append(type.dataKey()).append(": ");
    manifest.append(Base64.getEncoder().encodeToString(config.getBytes(StandardCharsets.UTF_8)));
    return manifest.append('\n').toString();
  }

  /** JSON's quotes are YAML's too. */
  private static String quoted(String text) {
    return JsonText.compact(json -> json.writeString(text));
  }

  /** The command that only holds the others. */
  @Command(
      name = "secret",
      synopsisSubcommandLabel = "REGISTRY",
      description = {
        "Writes a Secret's manifest for a registry: right keys, right user, right labels, and checked"
            + " before it is printed.",
        "The credential is read from a file or standard input, never from an argument."
      },
      footer = {
        "%nExamples:",
        "  kubectl pull-secrets secret ngc ngc-credentials --cluster-wide --key-file key.txt |"
            + " kubectl apply -f -",
        "  aws ecr get-login-password | kubectl pull-secrets secret ecr ecr -n runai-nlp"
            + " --server 123456789012.dkr.ecr.eu-west-1.amazonaws.com",
        "%nExit codes: 0 written; 1 the Secret would be of no use; 2 wrong usage, or something"
            + " couldn't be read."
      })
  static final class SecretCommands implements Runnable {
    @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public void run() {
      throw new CommandLine.ParameterException(
          Objects.requireNonNull(spec).commandLine(), "No registry is given.");
    }
  }
}
