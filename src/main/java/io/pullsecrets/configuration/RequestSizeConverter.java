package io.pullsecrets.configuration;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import java.math.BigInteger;
import org.eclipse.microprofile.config.spi.Converter;

/** Takes a size between 64 KiB, below which ordinary pods don't fit, and 1 GiB. */
public final class RequestSizeConverter implements Converter<MemorySize> {
  private static final long serialVersionUID = 1;
  private static final BigInteger LEAST = BigInteger.valueOf(64L << 10);
  private static final BigInteger MOST = BigInteger.valueOf(1L << 30);

  @Override
  public MemorySize convert(String value) {
    MemorySize size = new MemorySizeConverter().convert(value);
    if (size == null
        || size.asBigInteger().compareTo(LEAST) < 0
        || size.asBigInteger().compareTo(MOST) > 0) {
      throw new IllegalArgumentException("'" + value + "' must lie between 64K and 1G");
    }
    return size;
  }
}
