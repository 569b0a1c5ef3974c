package io.pullsecrets.index;

import nl.jqno.equalsverifier.EqualsVerifier;
import org.junit.jupiter.api.Test;

class ProjectSnapshotTest {
  @Test
  void both_namespaces_count_in_a_version() {
    EqualsVerifier.forClass(ProjectSnapshot.Version.class).verify();
  }
}
