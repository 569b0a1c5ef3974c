package io.pullsecrets.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv6AddressTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "::",
        "::1",
        "1::",
        "1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7::",
        "::2:3:4:5:6:7:8",
        "fe80::1%en0",
        "::%a]b",
        "::ffff:10.0.0.1",
        "::0.9.99.255",
        "::1.2.3.200",
        "1:2:3:4:5:6:1.2.3.4",
        "ABCD::EF01",
        "0000::",
        "::1%%"
      })
  void acceptsWhatGoAccepts(String text) {
    assertThat(Ipv6Address.isValid(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        ":::",
        "1",
        "1:2",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4::5:6:7:8",
        "1::2::3",
        "::12345",
        "g::",
        ":1::",
        "1::2:",
        "10.0.0.1",
        "::10.0.0",
        "::10.0.0.256",
        "::10.0.0.1000",
        "::10.0.0.:",
        "::10.0.0./",
        "::10.0.0.01",
        "::1.2.3.4.5",
        "1.2.3.4::",
        "1:2:3:4:5:6:7:1.2.3.4",
        "fe80::1%",
        "%en0",
        "[::1]",
        ":: 1"
      })
  void refusesWhatGoRefuses(String text) {
    assertThat(Ipv6Address.isValid(text)).isFalse();
  }
}
