package io.pullsecrets.installation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What {@code uninstall.sh} does where kubectl can't do what it is asked for. */
@DisabledOnOs(OS.WINDOWS)
class UninstallScriptTest {
  @TempDir private Path folder;

  @Test
  void without_a_list_of_the_copies_nothing_is_removed() throws Exception {
    Path calls = folder.resolve("calls");
    Path kubectl = folder.resolve("kubectl");
    Files.writeString(
        kubectl,
        """
        #!/bin/sh
        echo "$*" >>%s
        case "$*" in *--all-namespaces*) echo "secrets is forbidden" >&2; exit 1;; esac
        """
            .formatted(calls));
    assertThat(kubectl.toFile().setExecutable(true)).isTrue();
    Process script = script(kubectl);
    String said = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(script.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(script.exitValue()).isEqualTo(1);
    assertThat(said).contains("can't be listed").doesNotContain("Nothing of the injector is left");
    assertThat(Files.readString(calls)).doesNotContain("delete");
  }

  private static Process script(Path kubectl) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "src/main/kubernetes/uninstall.sh").redirectErrorStream(true);
    builder.environment().put("KUBECTL", kubectl.toString());
    return builder.start();
  }
}
