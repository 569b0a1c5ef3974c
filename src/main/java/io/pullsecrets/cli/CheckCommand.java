package io.pullsecrets.cli;

import io.pullsecrets.cli.CheckedSecret.Level;
import io.pullsecrets.index.StoredCluster;
import io.pullsecrets.index.StoredSecret;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists what is wrong with Secrets. */
@Command(
    name = "check",
    description = {
      "Lists what is wrong with docker Secrets: what the kubelet can't read, keys that never match,"
          + " what hides other credentials, tokens that have expired.",
      "Without -f it checks the cluster's: those of the namespace given with -n, else of all."
    },
    footer = {
      "%nExamples:",
      "  kubectl pull-secrets check -n runai",
      "  kubectl pull-secrets check -f secrets/ -o json",
      "  kubectl get secrets -n runai-nlp -o yaml --show-managed-fields | kubectl pull-secrets check"
          + " -f -",
      "%nExit codes: 0 nothing found; 1 findings; 2 wrong usage, or something couldn't be read."
    })
final class CheckCommand implements Callable<Integer> {
  private final Console console;
  private final Clock clock;

  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE",
      description = "Secrets: a file, a folder, or - for standard input.")
  private List<String> files = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "table (the default) or json.")
  private OutputFormat output = OutputFormat.TABLE;

  @Mixin private ClusterOptions clusterOptions = new ClusterOptions();

  CheckCommand(Console console, Clock clock) {
    this.console = console;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    Collection<StoredSecret> secrets = cluster().secrets();
    Instant now = clock.instant();
    List<CheckedSecret> found =
        secrets.stream().flatMap(each -> CheckedSecret.of(each, now).stream()).toList();
    long findings = found.stream().filter(each -> each.level() != Level.UNKNOWN).count();
    if (output == OutputFormat.JSON) {
      console.out().print(json(found));
    } else if (!found.isEmpty()) {
      console.out().print(table(found));
    }
    console.err().printf("%d docker Secrets checked, %d findings%n", secrets.size(), findings);
    return findings == 0 ? ExitCode.OK : ExitCode.FINDINGS;
  }

  private StoredCluster cluster() {
    if (!files.isEmpty()) {
      return clusterOptions.stored(files, console.in());
    }
    if (!clusterOptions.isLive()) {
      return clusterOptions.fromFiles(console.in());
    }
    try (LiveCluster live = clusterOptions.connect()) {
      return live.secrets(clusterOptions.namespace(), clusterOptions.rules());
    }
  }

  private static Table table(List<CheckedSecret> found) {
    Table table = new Table("NAMESPACE", "SECRET", "LEVEL", "CODE", "WHAT");
    for (CheckedSecret each : found) {
      table.row(
          each.secret().namespace(),
          each.secret().name(),
          each.levelText(),
          each.code(),
          each.sentence());
    }
    return table;
  }

  private static String json(List<CheckedSecret> found) {
    return JsonText.pretty(
        json -> {
          json.writeStartArray();
          for (CheckedSecret each : found) {
            json.writeStartObject();
            json.writeStringField("namespace", each.secret().namespace());
            json.writeStringField("secret", each.secret().name());
            json.writeStringField("level", each.levelText());
            json.writeStringField("code", each.code());
            json.writeStringField("key", each.key());
            json.writeStringField("sentence", each.sentence());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }
}
