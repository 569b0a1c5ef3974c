package io.pullsecrets.configuration;

import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.Converter;

/** Takes a label key in Kubernetes' qualified form: an optional DNS prefix, {@code /}, a name. */
public final class LabelKeyConverter implements Converter<String> {
  private static final long serialVersionUID = 1;
  private static final Pattern PREFIX =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([-_.A-Za-z0-9]*[A-Za-z0-9])?");

  @Override
  public String convert(String value) {
    int slash = value.indexOf('/');
    String prefix = slash < 0 ? "" : value.substring(0, slash);
    String name = value.substring(slash + 1);
    boolean prefixFits = slash < 0 || (prefix.length() <= 253 && PREFIX.matcher(prefix).matches());
    if (!prefixFits || name.length() > 63 || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'" + value + "' can't be a label's key: use a form such as 'runai/queue'");
    }
    return value;
  }
}
