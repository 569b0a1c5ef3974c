package io.pullsecrets.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VisitorTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "127.0.0.1       | localhost:9000     | true  | kubectl port-forward",
        "127.0.0.1       | localhost          | true  | on port 80",
        "127.0.0.1       | 127.0.0.1:8080     | true  | by address",
        "0:0:0:0:0:0:0:1 | [::1]:9000         | true  | by the newer address",
        "10.1.2.3        | localhost:9000     | false | from another pod",
        "127.0.0.6       | localhost:9000     | false | through Istio's proxy",
        "127.0.0.1       | attacker.example   | false | a web site's name that resolves to 127.0.0.1",
        "127.0.0.1       | localhost.evil.com | false | a name that begins alike",
        "127.0.0.1       | ''                 | false | no name at all",
        "''              | localhost:9000     | false | from nowhere that is known",
      })
  void only_who_connects_inside_the_pod_and_says_localhost_is_welcome(
      String address, String host, boolean welcome, String reason) {
    assertThat(Visitor.isWelcome(address, host)).as(reason).isEqualTo(welcome);
  }
}
