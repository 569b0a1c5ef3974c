package io.pullsecrets.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
  @Test
  void columns_are_as_wide_as_their_widest_line_and_rows_as_high_as_their_highest_cell() {
    TextTable table = new TextTable().column("POD", 10).column("WHY", 12).rightColumn("MS", 5);
    table.row(List.of("one"), List.of("short"), List.of("1.5"));
    table.row(List.of("two", "three"), List.of("longer than twelve"), List.of("10.0"));

    assertThat(table)
        .hasToString(
            """
            POD    WHY            MS
            -----  -----------  ----
            one    short         1.5
            two    longer than  10.0
            three  twelve
            """);
  }

  @Test
  void text_breaks_at_a_space_or_else_after_a_slash_or_else_anywhere() {
    assertThat(TextTable.wrap("one two three", 8)).containsExactly("one two", "three");
    assertThat(TextTable.wrap("host/name/image", 10)).containsExactly("host/name/", "image");
    assertThat(TextTable.wrap("abcdefgh", 3)).containsExactly("abc", "def", "gh");
    assertThat(TextTable.wrap("+ abcdefgh", 5)).containsExactly("+", "abcde", "fgh");
    assertThat(TextTable.wrap("  abcdefgh", 5)).containsExactly("  abc", "defgh");
    assertThat(TextTable.wrap("", 5)).isEmpty();
  }
}
