package io.pullsecrets.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentedOutputTest {
  private static final Pattern EXAMPLE =
      Pattern.compile("```console\\R\\$ kubectl pull-secrets ([^\\n]*)\\R(.*?)```", Pattern.DOTALL);

  @ParameterizedTest
  @ValueSource(strings = {"docs/cli.md", "docs/tour.md"})
  void what_the_documentation_shows_is_what_the_command_prints(String document) throws IOException {
    Matcher example = EXAMPLE.matcher(Files.readString(Path.of(document)));
    int examples = 0;
    while (example.find()) {
      examples++;
      String[] arguments = Arrays.stream(example.group(1).split(" +", -1)).toArray(String[]::new);
      assertThat(Run.of(arguments).out()).as(example.group(1)).isEqualTo(example.group(2));
    }
    assertThat(examples).isEqualTo(3);
  }
}
