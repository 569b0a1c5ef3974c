package io.pullsecrets.configuration;

import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.Converter;

/**
 * Takes the name of a custom resource with its group, {@code PLURAL.GROUP}, which is also the name
 * of its CustomResourceDefinition. A group has a dot in it, or the API server refuses it.
 */
public final class ResourceNameConverter implements Converter<String> {
  private static final long serialVersionUID = 1;
  private static final int LONGEST = 253;
  private static final Pattern NAME =
      Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?){2,}");

  @Override
  public String convert(String value) {
    if (value.length() > LONGEST || !NAME.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "'"
              + value
              + "' can't be a custom resource: use its plural and group, such as 'projects.run.ai'");
    }
    return value;
  }
}
