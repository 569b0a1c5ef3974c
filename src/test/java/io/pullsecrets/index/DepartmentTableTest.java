package io.pullsecrets.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DepartmentTableTest {
  private final DepartmentTable table = new DepartmentTable("runai");

  @Test
  void of_several_objects_of_a_name_the_preferred_namespaces_counts_then_the_first() {
    table.put("z", "nlp", Optional.of("of z"));
    assertThat(table.byProject()).isEqualTo(Map.of("nlp", "of z"));
    table.put("a", "nlp", Optional.of("of a"));
    assertThat(table.byProject()).isEqualTo(Map.of("nlp", "of a"));
    table.put("runai", "nlp", Optional.of("of runai"));
    assertThat(table.byProject()).isEqualTo(Map.of("nlp", "of runai"));

    table.put("runai", "nlp", Optional.empty());
    table.put("a", "nlp", Optional.empty());
    assertThat(table.byProject()).isEqualTo(Map.of("nlp", "of z"));
    table.put("z", "nlp", Optional.empty());
    assertThat(table.byProject()).isEmpty();
  }

  @Test
  void it_says_whether_an_object_says_something_new() {
    assertThat(table.put("", "nlp", Optional.empty())).isFalse();
    assertThat(table.put("", "nlp", Optional.of("1"))).isTrue();
    assertThat(table.put("", "nlp", Optional.of("1"))).isFalse();
    assertThat(table.put("", "nlp", Optional.of("2"))).isTrue();
    assertThat(table.put("", "nlp", Optional.empty())).isTrue();
  }
}
