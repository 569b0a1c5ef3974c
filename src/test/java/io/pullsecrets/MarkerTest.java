package io.pullsecrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A search that finds nothing says something only if it would find. */
class MarkerTest {
  private final Marker marker = new Marker("mark");

  @Test
  void it_is_found_in_every_form_that_a_credential_has() {
    for (String user : List.of("", "u", "us", "use")) {
      String pair = user + ":" + marker.text() + "!";
      String config = "{\"auths\":{\"r\":{\"auth\":\"" + base64(pair) + "\"}}}";
      String plain = "{\"auths\":{\"r\":{\"password\":\"" + marker.text() + "\"}}}";
      for (String form :
          List.of(
              pair,
              base64(pair),
              config,
              base64(config),
              base64(plain),
              URLEncoder.encode("&" + pair, StandardCharsets.UTF_8),
              "\"\\u0022" + pair)) {
        assertThat(marker.formsIn("x" + form + "y")).as(form).isNotEmpty();
      }
    }
    assertThat(marker.formsIn("x" + base64("u:another") + "y")).isEmpty();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
