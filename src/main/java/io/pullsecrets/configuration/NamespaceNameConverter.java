package io.pullsecrets.configuration;

import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.Converter;

/** Takes a DNS-1123 label, as every namespace's name is one. */
public final class NamespaceNameConverter implements Converter<String> {
  private static final long serialVersionUID = 1;
  private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  @Override
  public String convert(String value) {
    if (!DNS_LABEL.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "'"
              + value
              + "' can't be a namespace's name: use at most 63 lower-case letters, digits and '-'");
    }
    return value;
  }
}
