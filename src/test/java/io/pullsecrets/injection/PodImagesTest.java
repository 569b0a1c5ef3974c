package io.pullsecrets.injection;

import nl.jqno.equalsverifier.EqualsVerifier;
import nl.jqno.equalsverifier.Warning;
import org.junit.jupiter.api.Test;

class PodImagesTest {
  @Test
  void all_of_it_counts() {
    EqualsVerifier.forClass(PodImages.class).suppress(Warning.NULL_FIELDS).verify();
  }
}
