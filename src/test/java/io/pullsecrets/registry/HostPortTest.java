package io.pullsecrets.registry;

import nl.jqno.equalsverifier.EqualsVerifier;
import nl.jqno.equalsverifier.Warning;
import org.junit.jupiter.api.Test;

class HostPortTest {
  @Test
  void all_of_it_counts() {
    EqualsVerifier.forClass(HostPort.class).suppress(Warning.NULL_FIELDS).verify();
  }
}
