package io.pullsecrets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** kubectl, as an admin types it. */
public final class Kubectl {
  private final Path program;
  private final Path kubeconfig;

  Kubectl(Path program, Path kubeconfig) {
    this.program = program;
    this.kubeconfig = kubeconfig;
  }

  /** The command to which arguments are added, for scripts. */
  public String command() {
    return program + " --kubeconfig=" + kubeconfig;
  }

  /** The file that says how to reach the cluster. */
  public Path kubeconfig() {
    return kubeconfig;
  }

  /**
   * What it prints.
   *
   * @throws IllegalStateException if it fails; tells what it printed then
   */
  public String run(String... arguments) {
    return runWithInput("", arguments);
  }

  /** The same for a command that reads a manifest with {@code -f -}. */
  public String runWithInput(String input, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.add("--kubeconfig=" + kubeconfig);
    command.addAll(List.of(arguments));
    try {
      Path inputFile = Files.createTempFile(kubeconfig.resolveSibling(""), "input", "");
      Files.writeString(inputFile, input);
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(Redirect.from(inputFile.toFile()))
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      Files.delete(inputFile);
      if (status != 0) {
        throw new IllegalStateException(
            "kubectl %s: status %d, %s".formatted(String.join(" ", arguments), status, output));
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
