package io.pullsecrets.project;

import nl.jqno.equalsverifier.EqualsVerifier;
import nl.jqno.equalsverifier.Warning;
import org.junit.jupiter.api.Test;

class ProjectTest {
  @Test
  void all_of_it_counts() {
    EqualsVerifier.forClass(Project.class).suppress(Warning.NULL_FIELDS).verify();
  }
}
