package io.pullsecrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A Markdown file with a part that is made from the code, between two marks. A test says what has
 * to stand there; with the system property {@code docs.write=true} it writes it.
 */
public record GeneratedDocument(Path file) {
  private static final String BEGIN = "<!-- made by `make docs` from the code: -->\n";
  private static final String END = "<!-- end -->\n";

  /** Fails if the part is another one, and says how to renew it. */
  public void shouldHold(String part) {
    String text = read();
    int begin = text.indexOf(BEGIN) + BEGIN.length();
    int end = text.indexOf(END);
    assertThat(begin).as("%s has no line %s", file, BEGIN).isGreaterThanOrEqualTo(BEGIN.length());
    assertThat(end).as("%s has no line %s", file, END).isGreaterThanOrEqualTo(begin);
    shouldBe(text.substring(0, begin) + "\n" + part + "\n" + text.substring(end));
  }

  /** Fails if the whole file is another one, and says how to renew it. */
  public void shouldBe(String wanted) {
    if (Boolean.getBoolean("docs.write")) {
      write(wanted);
    } else {
      assertThat(read())
          .as("%s isn't what the code says (any more); `make docs` renews it", file)
          .isEqualTo(wanted);
    }
  }

  /** The file's text. */
  public String read() {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
