package io.pullsecrets.configuration;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.eclipse.microprofile.config.spi.Converter;

/** Takes the path of a file that is there and can be read. */
public final class ReadableFileConverter implements Converter<Path> {
  private static final long serialVersionUID = 1;

  @Override
  public Path convert(String value) {
    Path path;
    try {
      path = Path.of(value);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("'" + value + "' is no path: " + e.getReason(), e);
    }
    if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
      throw new IllegalArgumentException(
          "there is no readable file '" + value + "': mount the certificate's Secret there");
    }
    return path;
  }
}
