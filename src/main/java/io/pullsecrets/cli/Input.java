package io.pullsecrets.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A text that was read.
 *
 * @param name the file it comes from, for messages
 * @param text the whole of it
 */
record Input(String name, String text) {
  private static final String STANDARD_INPUT = "-";

  Input {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(text, "text");
  }

  /**
   * Reads what an option {@code -f} names: a file, the manifests of a folder in the order of their
   * names, or {@code -} for standard input.
   */
  static List<Input> read(String source, InputStream in) {
    try {
      if (source.equals(STANDARD_INPUT)) {
        return List.of(new Input("standard input", text("standard input", in.readAllBytes())));
      }
      Path path = Path.of(source);
      if (!Files.exists(path)) {
        throw new UserError("There is no file " + source + "; check the path.");
      }
      if (!Files.isDirectory(path)) {
        return List.of(new Input(source, text(source, Files.readAllBytes(path))));
      }
      List<Input> inputs = new ArrayList<>();
      for (Path each : manifests(path)) {
        inputs.add(new Input(each.toString(), text(each.toString(), Files.readAllBytes(each))));
      }
      if (inputs.isEmpty()) {
        throw new UserError(
            "The folder "
                + source
                + " holds no .yaml, .yml or .json file; folders in it aren't"
                + " read.");
      }
      return inputs;
    } catch (IOException | InvalidPathException e) {
      throw new UserError("Can't read " + source + " (" + e.getClass().getSimpleName() + ").");
    }
  }

  /** The same for several sources. */
  static List<Input> read(List<String> sources, InputStream in) {
    return sources.stream().flatMap(each -> read(each, in).stream()).toList();
  }

  private static List<Path> manifests(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(each -> each.toString().matches(".*\\.(yaml|yml|json)"))
          .sorted()
          .toList();
    }
  }

  private static String text(String name, byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new UserError(name + " is not UTF-8; convert it first.");
    }
  }

  /** Without the text, which may hold credentials. */
  @Override
  public String toString() {
    return name;
  }
}
