package io.pullsecrets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Calls of the webhook over connections that stay open, as an API server's do. */
public final class HttpsCall {
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .sslContext(ClientIdentity.nobody())
          .build();
  private final URI webhook;

  public HttpsCall(URI webhook) {
    this.webhook = webhook;
  }

  /** The answer to a body of JSON, or of something that isn't. */
  public HttpResponse<String> post(byte[] body) {
    try {
      return client.send(
          HttpRequest.newBuilder(webhook)
              .timeout(Duration.ofSeconds(30))
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofByteArray(body))
              .build(),
          BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
