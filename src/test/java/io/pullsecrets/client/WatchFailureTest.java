package io.pullsecrets.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.WatcherException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;

class WatchFailureTest {
  /** How the client tells of an event that it can't read (AbstractWatchManager). */
  private static final String EVENT =
      "{\"type\":\"MODIFIED\",\"object\":{\"data\":{\".dockerconfigjson\":\"aHVudGVyMg==\"}}}";

  @Test
  void the_first_cause_is_told() {
    assertThat(
            WatchFailure.describe(
                new KubernetesClientException(
                    "An error has occurred.", new ConnectException("Connection refused"))))
        .isEqualTo("ConnectException: Connection refused");
  }

  @Test
  void an_event_that_cannot_be_read_is_not_quoted() {
    String message = "Invalid object received: " + EVENT;
    assertThat(WatchFailure.describe(new WatcherException(message, null, EVENT)))
        .isEqualTo("WatcherException: what the API server has sent can't be read");
    assertThat(
            WatchFailure.describe(
                new WatcherException(message, new IllegalArgumentException(EVENT), EVENT)))
        .isEqualTo("IllegalArgumentException: what the API server has sent can't be read");
  }

  @Test
  void nor_is_a_list_that_cannot_be_read() {
    try {
      new ObjectMapper().readValue("{\"items\": hunter2}", Object.class);
    } catch (JsonProcessingException e) {
      assertThat(e).as("why this matters").hasMessageContaining("hunter2");
      assertThat(WatchFailure.describe(new KubernetesClientException("An error", e)))
          .isEqualTo("JsonParseException: what the API server has sent can't be read");
    }
  }

  @Test
  void a_watch_that_ends_otherwise_tells_why() {
    assertThat(WatchFailure.describe(new WatcherException("too old resource version")))
        .isEqualTo("WatcherException: too old resource version");
  }
}
