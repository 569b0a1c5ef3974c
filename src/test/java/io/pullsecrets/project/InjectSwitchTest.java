package io.pullsecrets.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InjectSwitchTest {
  @ParameterizedTest(name = "label {0}, annotation {1}: {4}")
  @CsvSource(
      textBlock =
          """
                ,       , false, false, neither is there
          true  ,       , true , false, a label
                , true  , true , false, an annotation
          false ,       , false, true , a label that switches off
                , false , false, true , an annotation that switches off
          true  , false , false, true , off wins over a label
          false , true  , false, true , off wins over an annotation
          True  , yes   , false, false, only the exact values count
          """)
  void what_switches_on_and_off(
      @Nullable String label, @Nullable String annotation, boolean on, boolean off, String reason) {
    Map<String, String> labels = label == null ? Map.of() : Map.of(InjectSwitch.KEY, label);
    Map<String, String> annotations =
        annotation == null ? Map.of() : Map.of(InjectSwitch.KEY, annotation);
    assertThat(InjectSwitch.isOn(labels, annotations)).as(reason).isEqualTo(on);
    assertThat(InjectSwitch.isOff(labels, annotations)).as(reason).isEqualTo(off);
  }
}
