package io.pullsecrets.page;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.pullsecrets.admission.OneDayCertificate;
import io.pullsecrets.index.Informers;
import io.quarkus.arc.Arc;
import io.quarkus.qute.runtime.EngineProducer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.kubernetes.client.KubernetesServer;
import io.quarkus.test.kubernetes.client.KubernetesTestServer;
import io.quarkus.test.kubernetes.client.WithKubernetesTestServer;
import io.restassured.response.Response;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page of the whole server, beside an in-memory Kubernetes API. */
@QuarkusTest
@WithTestResource(OneDayCertificate.class)
@WithKubernetesTestServer
class StatusPageTest {
  @KubernetesTestServer KubernetesServer cluster;

  @TestHTTPResource(value = "/", management = true)
  URI management;

  @TestHTTPResource(value = "/mutate", tls = true)
  URI mutate;

  private final List<HasMetadata> created = new ArrayList<>();

  @BeforeEach
  void broken_cluster() {
    Stage.objects().forEach(each -> created.add(cluster.getClient().resource(each).create()));
    eventually(
        () ->
            assertThat(page("/status/project?namespace=runai-page"))
                .contains("in-place", "source-unusable"));
    eventually(() -> assertThat(page("/status/secrets")).contains("Unusable"));
  }

  @Test
  void templates_are_read_when_a_page_is_asked_for_and_not_at_the_start_or_the_end() {
    for (Object event : List.of(new StartupEvent(), new ShutdownEvent())) {
      assertThat(Arc.container().beanManager().resolveObserverMethods(event))
          .as(event.getClass().getSimpleName())
          .extracting(ObserverMethod::getBeanClass)
          .contains(Informers.class)
          .doesNotContain(EngineProducer.class);
    }
  }

  @AfterEach
  void tidy() {
    created.forEach(each -> cluster.getClient().resource(each).delete());
  }

  @Test
  void the_overview_tells_health_problems_and_who_leads() {
    assertThat(page("/status"))
        .contains("Something to look at")
        .contains("page-broken")
        .contains("No project gets a copy, for the kubelet could use nothing of it")
        .contains("This replica writes the copies.")
        .contains("All are open: changes are seen at once.")
        .contains("It is valid until");
  }

  @Test
  void the_secrets_page_tells_registries_and_findings_in_the_words_of_check() {
    assertThat(page("/status/secrets?name=page-"))
        .contains("page-good", "nvcr.io", "all projects")
        .contains("entry-undecodable")
        .contains(
            "Key &quot;broken.example.com&quot; can&#39;t be decoded because its auth is not"
                + " standard base64")
        .contains("page-unlabelled", "not-cluster-wide", "no label means it for projects");
    assertThat(page("/status/secrets?name=page-good")).doesNotContain("page-broken");
  }

  @Test
  void a_project_is_found_by_part_of_its_name_and_shows_each_copy() {
    assertThat(page("/status/projects?name=PAGE-PROJ"))
        .contains("runai-page")
        .contains("Projects: 1. Cluster-wide secrets: 2.");
    assertThat(page("/status/projects?name=nothing-of-that-kind")).contains("No project fits.");
    assertThat(page("/status/project?namespace=runai-page"))
        .contains("page-good", "in-place", "The copy is there.")
        .contains("page-broken", "source-unusable")
        .contains("page-own", "reg.example.com", "not-declared");
  }

  @Test
  void an_image_is_explained_by_namespace_and_by_the_projects_name() {
    for (String project : List.of("runai-page", "page-project")) {
      assertThat(page("/status/explain?image=nvcr.io/nvidia/nemo:1&project=" + project))
          .contains(
              "injected", "Added page-good for nvcr.io.", "with <span class=\"name\">page-good")
          .contains("was added for nvcr.io")
          .contains("gives the kubelet no credential. Key &quot;broken.example.com&quot;")
          .contains("is in the namespace, but neither the default ServiceAccount lists it");
    }
  }

  @Test
  void a_question_that_lacks_something_or_is_about_no_project_says_so() {
    assertThat(page("/status/explain")).doesNotContain("role=\"alert\"");
    assertThat(page("/status/explain?image=busybox")).contains("Say both an image and a project.");
    assertThat(page("/status/explain?image=busybox&project=nowhere"))
        .contains("No project has the namespace or the name nowhere.")
        .contains("not-a-project", "The namespace is no Run:ai project.");
  }

  @Test
  void a_decision_is_shown_once_it_is_made() {
    given()
        .relaxedHTTPSValidation()
        .contentType("application/json")
        .body(Stage.review("runai-page", "nvcr.io/nvidia/nemo:1"))
        .post(mutate)
        .then()
        .statusCode(200);
    assertThat(page("/status/decisions"))
        .contains("runai-page", "trainer-*", "CREATE", "injected", "Added page-good for nvcr.io.");
    assertThat(page("/status")).contains("Added page-good for nvcr.io.");
  }

  @Test
  void what_is_asked_comes_back_escaped() {
    String markup = "\"><script>alert(1)</script>\u202e";
    String encoded = URLEncoder.encode(markup, StandardCharsets.UTF_8);
    for (String path :
        List.of(
            "/status/explain?project=" + encoded + "&image=" + encoded,
            "/status/projects?name=" + encoded,
            "/status/secrets?name=" + encoded)) {
      assertThat(page(path)).as(path).doesNotContain("<script").contains("&lt;script&gt;");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/secrets",
        "/projects",
        "/project?namespace=runai-page",
        "/decisions",
        "/explain?image=broken.example.com/a&project=runai-page"
      })
  void no_page_holds_a_credential_or_anything_that_runs(String path) {
    assertThat(page("/status" + path))
        .doesNotContain(Stage.PASSWORD, Stage.AUTH, Stage.USER)
        .doesNotContain("<script", " style=", "javascript:")
        .doesNotContainPattern(" on[a-z]+=")
        .doesNotContainPattern("(src|href|action)=\"(?!/status|#main)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/status", "/status/style.css", "/status/icon.svg", "/status/none", "/"})
  void whatever_is_sent_may_neither_be_kept_nor_framed_nor_guessed(String path) {
    Response response = given().redirects().follow(false).get(at(path));
    if (response.statusCode() == 404) {
      return; // the server's own answer, which holds nothing
    }
    response
        .then()
        .header("Content-Security-Policy", containsString("default-src 'none'; style-src 'self'"))
        .header("Content-Security-Policy", not(containsString("unsafe")))
        .header("X-Content-Type-Options", "nosniff")
        .header("X-Frame-Options", "DENY")
        .header("Referrer-Policy", "no-referrer")
        .header("Cache-Control", "no-store");
  }

  @Test
  void the_root_leads_to_the_page() {
    given()
        .redirects()
        .follow(false)
        .get(at("/"))
        .then()
        .statusCode(302)
        .header("Location", "/status");
  }

  @Test
  void head_is_answered_without_a_body_and_nothing_else_than_get_beside_it() {
    assertThat(given().head(at("/status")).then().statusCode(200).extract().asByteArray())
        .isEmpty();
    given().post(at("/status")).then().statusCode(405).header("Allow", "GET, HEAD");
    given().delete(at("/status/explain")).then().statusCode(405);
  }

  @Test
  void another_host_name_is_refused_so_that_no_web_site_reads_along() {
    given()
        .header("Host", "attacker.example")
        .get(at("/status"))
        .then()
        .statusCode(403)
        .body(not(containsString("<html")));
  }

  @Test
  void who_speaks_http_2_is_let_in_as_well() throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(at("/status")).build(), BodyHandlers.ofString());
    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @Test
  void a_project_that_is_none_is_not_found() {
    given().get(at("/status/project?namespace=nowhere")).then().statusCode(404);
  }

  @Test
  void a_page_number_that_is_none_is_the_first() {
    assertThat(page("/status/projects?page=x")).contains("runai-page");
    assertThat(page("/status/projects?page=999999")).contains("runai-page");
    assertThat(page("/status/projects?page=99999999999999")).contains("runai-page");
  }

  private URI at(String path) {
    return management.resolve(path);
  }

  private String page(String path) {
    Response response = given().urlEncodingEnabled(false).get(at(path));
    assertThat(response.statusCode()).as(path).isEqualTo(200);
    assertThat(response.contentType()).isEqualTo("text/html; charset=utf-8");
    return response.asString();
  }

  private static void eventually(ThrowingRunnable assertion) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(assertion);
  }
}
