package io.pullsecrets.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReachTest {
  private static final Project UNKNOWN = new Project("team", true, false);
  private static final Project OF_SEVEN = UNKNOWN.withDepartment(Optional.of("7"));

  @Test
  void everyone_is_every_project() {
    assertThat(new Reach.Everyone().includes(UNKNOWN)).isTrue();
    assertThat(new Reach.Everyone().includes(OF_SEVEN)).isTrue();
  }

  @Test
  void a_department_is_its_own_projects_and_none_whose_department_is_unknown() {
    assertThat(new Reach.Department("7").includes(OF_SEVEN)).isTrue();
    assertThat(new Reach.Department("8").includes(OF_SEVEN)).isFalse();
    assertThat(new Reach.Department("7").includes(UNKNOWN)).isFalse();
  }

  @Test
  void a_department_without_an_id_would_reach_nobody_and_cannot_be_made() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Reach.Department(""));
  }

  @Test
  void a_project_that_moves_stays_the_same_otherwise() {
    assertThat(OF_SEVEN).isEqualTo(new Project("team", Optional.of("7"), true, false));
  }
}
