package io.pullsecrets.registry;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CopyNameTest {

  /** Kubernetes' IsDNS1123Subdomain. */
  private static final String VALID =
      "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";

  @Test
  void neverChangesFromReleaseToRelease() {
    assertThat(CopyName.derived("ngc")).isEqualTo("ngc-4f5a97d8df");
  }

  @Test
  void aNameIsNotCutBehindADot() {
    assertThat(CopyName.derived("a".repeat(241) + ".b")).startsWith("a".repeat(241) + "-");
  }

  @Property(seed = "1")
  void isAValidNameAgain(@ForAll("names") String name) {
    Assume.that(name.length() <= 253 && name.matches(VALID));
    assertThat(CopyName.derived(name)).matches(VALID).hasSizeLessThanOrEqualTo(253);
    assertThat(CopyName.derived(CopyName.derived(name))).matches(VALID);
  }

  @Property(seed = "1")
  void differsForNamesThatDiffer(@ForAll("names") String one, @ForAll("names") String other) {
    Assume.that(!one.equals(other));
    assertThat(CopyName.derived(one)).isNotEqualTo(CopyName.derived(other)).isNotEqualTo(one);
  }

  @Provide
  Arbitrary<String> names() {
    Arbitrary<String> tail =
        Arbitraries.of("a", "b1", "a.", "1.", "a-", "b--1")
            .list()
            .ofMaxSize(9)
            .map(parts -> String.join("", parts) + "z");
    return Arbitraries.integers()
        .between(0, 250)
        .flatMap(length -> tail.map(end -> "n".repeat(length) + end));
  }
}
