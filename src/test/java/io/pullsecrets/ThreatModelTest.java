package io.pullsecrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/threat-model.md} promises a test for each threat. */
class ThreatModelTest {
  private static final Path DOCUMENT = Path.of("docs", "threat-model.md");
  private static final Pattern THREAT = Pattern.compile("(?m)^\\|.*\\|(.*)\\|$");
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

  /** The sources of all tests, by the name of the class. */
  private final Map<String, String> sources = sources();

  @Test
  void each_threat_has_something_that_shows_why_it_fails() throws IOException {
    assertThat(threats()).hasSizeGreaterThan(20).noneMatch(String::isBlank);
  }

  @Test
  void each_test_that_it_names_is_there() throws IOException {
    List<String> named = new ArrayList<>();
    threats().forEach(shownBy -> named.addAll(quoted(shownBy)));
    // Outside of the tables they are told by their underscores.
    quoted(Files.readString(DOCUMENT)).stream()
        .filter(each -> each.contains("_"))
        .forEach(named::add);
    assertThat(named).hasSizeGreaterThan(40);
    assertThat(named).allSatisfy(each -> assertThat(isThere(each)).as(each).isTrue());
  }

  /** The last column of each table of threats. */
  private static List<String> threats() throws IOException {
    String document = Files.readString(DOCUMENT);
    return THREAT
        .matcher(document.substring(document.indexOf("## Threats")))
        .results()
        .map(each -> each.group(1))
        .filter(each -> !each.equals("---") && !each.equals(" Shown by "))
        .toList();
  }

  private static List<String> quoted(String text) {
    return QUOTED.matcher(text).results().map(each -> each.group(1)).toList();
  }

  private boolean isThere(String name) {
    if (sources.containsKey(name)) {
      return true;
    }
    String[] classAndMethod = name.split("\\.", 2);
    boolean ofOneClass = classAndMethod.length == 2;
    String method = ofOneClass ? classAndMethod[1] : name;
    Pattern declared =
        Pattern.compile(
            "\\bvoid "
                + (method.endsWith("…")
                    ? Pattern.quote(method.substring(0, method.length() - 1)) + "\\w+"
                    : Pattern.quote(method))
                + "\\(");
    return sources.entrySet().stream()
        .filter(each -> !ofOneClass || each.getKey().equals(classAndMethod[0]))
        .anyMatch(each -> declared.matcher(each.getValue()).find());
  }

  private static Map<String, String> sources() {
    try (Stream<Path> files = Files.walk(Path.of("src", "test", "java"))) {
      return files
          .filter(each -> each.toString().endsWith(".java"))
          .filter(each -> !each.endsWith("package-info.java"))
          .collect(
              Collectors.toMap(
                  each -> each.getFileName().toString().replace(".java", ""),
                  ThreatModelTest::read,
                  // Of a name that two packages have.
                  String::concat));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
