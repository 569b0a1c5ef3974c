package io.pullsecrets.configuration;

import java.net.URI;
import java.net.URISyntaxException;
import org.eclipse.microprofile.config.spi.Converter;

/** Takes the address of a server that speaks HTTP, with nothing behind its path. */
public final class EndpointConverter implements Converter<URI> {
  private static final long serialVersionUID = 1;

  @Override
  public URI convert(String value) {
    try {
      URI address = new URI(value);
      boolean isHttp = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
      if (isHttp
          && address.getHost() != null
          && address.getUserInfo() == null
          && address.getQuery() == null
          && address.getFragment() == null) {
        return address;
      }
    } catch (URISyntaxException e) {
      // As any other text that is none; the parser's words could repeat a password.
    }
    throw new IllegalArgumentException(
        "it must be an address such as 'http://collector.observability.svc:4318'");
  }
}
