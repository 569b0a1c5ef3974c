package io.pullsecrets.page;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pullsecrets.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;

/**
 * A browser without a window, spoken to by its DevTools protocol. It resolves no name but those of
 * this machine.
 */
final class Chromium implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final Path profile;
  private final WebSocket socket;
  private final Map<Integer, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();
  private final AtomicInteger lastId = new AtomicInteger();

  private Chromium(Process process, Path profile) {
    this.process = process;
    this.profile = profile;
    HttpClient client = HttpClient.newHttpClient();
    this.socket = client.newWebSocketBuilder().buildAsync(page(client), new Listener()).join();
    for (String domain : List.of("Page", "Network", "Log", "Runtime")) {
      send(domain + ".enable", Map.of());
    }
  }

  /** The browser's program; empty if there is none on the PATH. */
  static Optional<Path> program() {
    return Stream.of("chromium", "chromium-browser", "google-chrome")
        .flatMap(name -> Programs.find(name).stream())
        .findFirst();
  }

  static Chromium start(Path program) throws IOException {
    Path profile = Files.createTempDirectory("chromium");
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--no-first-run",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new Chromium(process, profile);
  }

  private URI page(HttpClient client) {
    Path port = profile.resolve("DevToolsActivePort");
    soon().until(() -> Files.exists(port) && Files.size(port) > 0);
    List<URI> pages = new ArrayList<>();
    soon()
        .until(
            () -> {
              URI list =
                  URI.create("http://127.0.0.1:" + Files.readAllLines(port).get(0) + "/json/list");
              String answer =
                  client.send(HttpRequest.newBuilder(list).build(), BodyHandlers.ofString()).body();
              for (JsonNode target : JSON.readTree(answer)) {
                if (target.path("type").asText().equals("page")) {
                  pages.add(URI.create(target.path("webSocketDebuggerUrl").asText()));
                }
              }
              return !pages.isEmpty();
            });
    return pages.get(0);
  }

  /** What is waited for takes milliseconds, a hundred times. */
  private static ConditionFactory soon() {
    return await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
  }

  /** Sets how wide the screen is and whether its user prefers dark pages. */
  void show(int width, int height, String scheme) {
    send(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    send(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** Opens a page and waits until all of it is there. */
  void open(URI address) {
    events.clear();
    send("Page.navigate", Map.of("url", address.toString()));
    soon().until(() -> !events("Page.loadEventFired").isEmpty());
  }

  /** Presses the tabulator key. */
  void pressTab() {
    for (String type : List.of("rawKeyDown", "keyUp")) {
      send(
          "Input.dispatchKeyEvent",
          Map.of("type", type, "key", "Tab", "code", "Tab", "windowsVirtualKeyCode", 9));
    }
  }

  /** The value of an expression in the page. */
  JsonNode evaluate(String expression) {
    return send("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true))
        .path("result")
        .path("value");
  }

  /** What went wrong since the page was opened: requests that failed, and lines of the console. */
  List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    events("Network.loadingFailed").forEach(each -> complaints.add(each.toString()));
    events("Log.entryAdded").forEach(each -> complaints.add(each.toString()));
    events("Runtime.exceptionThrown").forEach(each -> complaints.add(each.toString()));
    events("Runtime.consoleAPICalled").forEach(each -> complaints.add(each.toString()));
    events("Network.responseReceived").stream()
        .filter(each -> each.at("/response/status").asInt() >= 400)
        .forEach(each -> complaints.add(each.toString()));
    return complaints;
  }

  /** The addresses that were asked for since the page was opened. */
  List<String> requests() {
    return events("Network.requestWillBeSent").stream()
        .map(each -> each.at("/request/url").asText())
        .toList();
  }

  /** A picture of the whole page. */
  void picture(Path file) throws IOException {
    JsonNode picture =
        send("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
    Files.createDirectories(file.getParent());
    Files.write(file, Base64.getDecoder().decode(picture.path("data").asText()));
  }

  private List<JsonNode> events(String method) {
    return events.stream()
        .filter(each -> each.path("method").asText().equals(method))
        .map(each -> each.path("params"))
        .toList();
  }

  private JsonNode send(String method, Map<String, Object> parameters) {
    int id = lastId.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    pending.put(id, answer);
    ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
    message.set("params", JSON.valueToTree(parameters));
    socket.sendText(message.toString(), true).join();
    JsonNode answered = answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    if (answered.has("error")) {
      throw new IllegalStateException(method + ": " + answered.get("error"));
    }
    return answered.path("result");
  }

  @Override
  public void close() throws IOException {
    socket.abort();
    process.destroy();
    soon().until(() -> !process.isAlive());
    // Its helpers may still write for a moment after it.
    soon().ignoreExceptions().until(this::removeProfile);
  }

  private boolean removeProfile() throws IOException {
    try (Stream<Path> files = Files.walk(profile)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
    return true;
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        try {
          JsonNode message = JSON.readTree(text.toString());
          CompletableFuture<JsonNode> answer = pending.remove(message.path("id").asInt(-1));
          if (answer == null) {
            events.add(message);
          } else {
            answer.complete(message);
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        } finally {
          text.setLength(0);
        }
      }
      from.request(1);
      return CompletableFuture.completedStage(null);
    }
  }
}
