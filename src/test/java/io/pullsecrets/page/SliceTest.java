package io.pullsecrets.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SliceTest {
  private static final List<Integer> PROJECTS = IntStream.rangeClosed(1, 10_000).boxed().toList();

  @ParameterizedTest
  @CsvSource({"1, 1, 50", "2, 51, 100", "200, 9951, 10000", "201, 9951, 10000", "0, 1, 50"})
  void ten_thousand_rows_come_fifty_at_a_time(int number, int first, int last) {
    Slice<Integer> slice = Slice.of(PROJECTS, number, "?page=", each -> each);
    assertThat(slice.rows()).hasSize(50).startsWith(first).endsWith(last);
    assertThat(slice.pages()).isEqualTo(200);
    assertThat(slice.total()).isEqualTo(10_000);
  }

  @Test
  void rows_of_other_pages_are_not_even_made() {
    List<Integer> made = new ArrayList<>();
    Slice<Integer> unused =
        Slice.of(
            PROJECTS,
            3,
            "?page=",
            each -> {
              made.add(each);
              return each;
            });
    assertThat(made).hasSize(50);
  }

  @Test
  void a_page_links_to_its_neighbours() {
    Slice<Integer> second = Slice.of(PROJECTS, 2, "/status/projects?name=a&page=", each -> each);
    assertThat(second.hasPrevious()).isTrue();
    assertThat(second.previous()).isEqualTo("/status/projects?name=a&page=1");
    assertThat(second.hasNext()).isTrue();
    assertThat(second.next()).isEqualTo("/status/projects?name=a&page=3");
  }

  @Test
  void nothing_is_one_empty_page() {
    Slice<Integer> slice = Slice.of(List.<Integer>of(), 7, "", each -> each);
    assertThat(slice.rows()).isEmpty();
    assertThat(slice.number()).isEqualTo(1);
    assertThat(slice.hasPrevious()).isFalse();
    assertThat(slice.hasNext()).isFalse();
  }
}
