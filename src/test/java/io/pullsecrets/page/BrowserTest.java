package io.pullsecrets.page;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.pullsecrets.admission.OneDayCertificate;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.kubernetes.client.KubernetesServer;
import io.quarkus.test.kubernetes.client.KubernetesTestServer;
import io.quarkus.test.kubernetes.client.WithKubernetesTestServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The page in a real browser, light and dark, on a desk and in a hand. */
@QuarkusTest
@WithTestResource(OneDayCertificate.class)
@WithKubernetesTestServer
@EnabledIf(
    value = "browserIsThere",
    disabledReason = "Skipped, since there is no browser: apt-get install chromium")
class BrowserTest {
  private static final Path PICTURES = Path.of("target", "page");

  private static final Map<String, String> PAGES =
      Map.of(
          "overview", "/status",
          "secrets", "/status/secrets",
          "projects", "/status/projects",
          "project", "/status/project?namespace=runai-page",
          "decisions", "/status/decisions",
          "explain", "/status/explain?image=nvcr.io/nvidia/nemo:1&project=runai-page");

  /** The texts whose contrast to what is behind them is lower than WCAG AA asks for. */
  private static final String FAINT_TEXTS =
      """
      (() => {
        const parse = c => c.match(/[\\d.]+/g).map(Number);
        const light = c => {
          const [r, g, b] = c.map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const behind = e => {
          for (; e; e = e.parentElement) {
            const c = parse(getComputedStyle(e).backgroundColor);
            if (c.length === 3 || c[3] === 1) return c.slice(0, 3);
          }
          return [255, 255, 255];
        };
        return [...document.querySelectorAll('body *')]
          .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
          .map(e => {
            const [a, b] = [light(parse(getComputedStyle(e).color).slice(0, 3)), light(behind(e))];
            return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), e.textContent.trim().slice(0, 40)];
          })
          .filter(([ratio]) => ratio < 4.5)
          .map(([ratio, text]) => ratio.toFixed(2) + ' ' + text);
      })()
      """;

  @KubernetesTestServer KubernetesServer cluster;

  @TestHTTPResource(value = "/", management = true)
  URI management;

  @TestHTTPResource(value = "/mutate", tls = true)
  URI mutate;

  private static Chromium browser;

  private final List<HasMetadata> created = new ArrayList<>();

  static boolean browserIsThere() {
    return Chromium.program().isPresent();
  }

  @BeforeAll
  static void start() throws IOException {
    browser = Chromium.start(Chromium.program().orElseThrow());
  }

  @AfterAll
  static void end() throws IOException {
    browser.close();
  }

  @BeforeEach
  void broken_cluster() {
    Stage.objects().forEach(each -> created.add(cluster.getClient().resource(each).create()));
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(given().get(management.resolve("/status")).asString())
                    .contains("page-broken", "Unusable"));
    given()
        .relaxedHTTPSValidation()
        .contentType("application/json")
        .body(Stage.review("runai-page", "nvcr.io/nvidia/nemo:1"))
        .post(mutate)
        .then()
        .statusCode(200);
  }

  @AfterEach
  void tidy() {
    created.forEach(each -> cluster.getClient().resource(each).delete());
  }

  @Test
  void every_page_is_readable_in_light_and_dark_on_a_desk_and_in_a_hand() throws IOException {
    for (String scheme : List.of("light", "dark")) {
      for (int width : List.of(1200, 390, 320)) {
        browser.show(width, 900, scheme);
        for (Map.Entry<String, String> page : PAGES.entrySet()) {
          String name = page.getKey() + "-" + scheme + "-" + width;
          browser.open(address(page.getValue()));
          assertThat(browser.complaints()).as(name).isEmpty();
          assertThat(browser.requests())
              .as(name)
              .isNotEmpty()
              .allMatch(each -> each.startsWith(address("/status").toString()));
          assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
              .as(name + " is no wider than the screen")
              .isLessThanOrEqualTo(width);
          assertThat(browser.evaluate(FAINT_TEXTS)).as(name).isEmpty();
          browser.picture(PICTURES.resolve(name + ".png"));
        }
      }
    }
  }

  @Test
  void a_screen_reader_finds_its_way() {
    for (Map.Entry<String, String> page : PAGES.entrySet()) {
      browser.open(address(page.getValue()));
      assertThat(count("main")).as(page.getKey()).isEqualTo(1);
      assertThat(count("h1")).as(page.getKey()).isEqualTo(1);
      assertThat(count("html[lang]")).isEqualTo(1);
      assertThat(count("nav[aria-label] [aria-current=page]")).isEqualTo(1);
      assertThat(count("table")).isEqualTo(count("table > caption"));
      assertThat(count("th:not([scope])")).isZero();
      assertThat(count("section:not([aria-labelledby])")).isZero();
      JsonNode unlabelled =
          browser.evaluate(
              "[...document.querySelectorAll('input')].filter(e => !e.labels.length).length");
      assertThat(unlabelled.asInt()).as(page.getKey()).isZero();
      JsonNode ids =
          browser.evaluate(
              "(ids => ids.length - new Set(ids).size)([...document.querySelectorAll('[id]')].map(e => e.id))");
      assertThat(ids.asInt()).as(page.getKey()).isZero();
    }
  }

  @Test
  void the_keyboard_reaches_everything_and_shows_where_it_is() {
    browser.show(1200, 900, "light");
    browser.open(address("/status/explain"));
    List<String> reached = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      browser.pressTab();
      reached.add(browser.evaluate("document.activeElement.textContent.trim()").asText());
      assertThat(browser.evaluate("getComputedStyle(document.activeElement).outlineStyle").asText())
          .isNotEqualTo("none");
    }
    assertThat(reached)
        .containsExactly(
            "Skip to the content",
            "Overview",
            "Secrets",
            "Projects",
            "Decisions",
            "Explain",
            "",
            "",
            "Explain");
  }

  private static int count(String selector) {
    return browser.evaluate("document.querySelectorAll('" + selector + "').length").asInt();
  }

  private URI address(String path) {
    return URI.create("http://localhost:" + management.getPort() + path);
  }
}
