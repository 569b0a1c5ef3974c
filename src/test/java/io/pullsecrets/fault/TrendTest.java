package io.pullsecrets.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pullsecrets.fault.Trend.Measure;
import java.util.Collections;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code make soak} takes for a leak. */
class TrendTest {
  private static final int SAMPLES = 100;

  /** What the second replica has more at the end than at the begin, evenly. */
  private static List<Trend> trends(Measure measure, IntToDoubleFunction more) {
    return Trend.of(
        IntStream.range(0, SAMPLES)
            // Up and down as a real one.
            .mapToObj(i -> List.of(sample(measure, i % 3), sample(measure, more.applyAsDouble(i))))
            .toList());
  }

  private static ProcessSample sample(Measure measure, double more) {
    ToDoubleBiFunction<Measure, Integer> value =
        (each, usual) -> each == measure ? usual + more : usual;
    return new ProcessSample(
        value.applyAsDouble(Measure.HEAP, 20),
        value.applyAsDouble(Measure.RESIDENT, 250),
        value.applyAsDouble(Measure.THREADS, 50),
        value.applyAsDouble(Measure.FILES, 75),
        value.applyAsDouble(Measure.SOCKETS, 28),
        value.applyAsDouble(Measure.WATCHES, 7),
        value.applyAsDouble(Measure.SERIES, 500));
  }

  @ParameterizedTest
  @EnumSource
  void what_goes_up_and_down_is_flat(Measure measure) {
    assertThat(trends(measure, i -> i % 2)).hasSize(14).allMatch(Trend::isFlat);
  }

  @ParameterizedTest
  @CsvSource({
    "HEAP, 12",
    "RESIDENT, 80",
    "THREADS, 10",
    "FILES, 25",
    "SOCKETS, 20",
    "WATCHES, 3",
    "SERIES, 50"
  })
  void what_grows_all_the_time_is_a_leak_of_that_replica(Measure measure, double inAll) {
    assertThat(trends(measure, i -> i * inAll / SAMPLES))
        .filteredOn(trend -> !trend.isFlat())
        .singleElement()
        .satisfies(
            trend -> {
              assertThat(trend.measure()).isEqualTo(measure);
              assertThat(trend.replica()).isEqualTo(2);
            });
  }

  @ParameterizedTest
  @EnumSource
  void what_grows_at_the_beginning_only_is_none(Measure measure) {
    assertThat(trends(measure, i -> Math.min(i, SAMPLES / 4) * 10.0)).allMatch(Trend::isFlat);
  }

  @ParameterizedTest
  @EnumSource
  void what_could_not_be_measured_is_not_taken_for_flat(Measure measure) {
    assertThat(trends(measure, i -> Double.NaN)).filteredOn(each -> !each.isFlat()).hasSize(1);
  }

  @Test
  void a_few_samples_say_nothing() {
    List<List<ProcessSample>> few =
        Collections.nCopies(Trend.FEWEST_SAMPLES - 1, List.of(sample(Measure.HEAP, 0)));
    assertThatThrownBy(() -> Trend.of(few)).hasMessageContaining("show no trend");
  }
}
