package io.pullsecrets.page;

import io.pullsecrets.configuration.InjectorConfiguration;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * {@code /status} on the management port. Answers GET and HEAD, and only to a {@link Visitor} from
 * inside the pod. Runs on worker threads, so that no admission waits for it.
 */
@Singleton
final class StatusPage {
  private static final Logger LOG = Logger.getLogger(StatusPage.class);
  private static final String HTML = "text/html; charset=utf-8";
  private static final String TEXT = "text/plain; charset=utf-8";

  /** No script, nothing from elsewhere, no frame around it, and forms lead only back here. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none';"
          + " frame-ancestors 'none'";

  private final Pages pages;
  private final boolean enabled;

  @Inject
  StatusPage(Pages pages, InjectorConfiguration configuration) {
    this.pages = pages;
    this.enabled = configuration.statusPage();
  }

  void register(@Observes ManagementInterface management) {
    if (!enabled) {
      return;
    }
    page(management, "/status", request -> Templates.overview(pages.overview()));
    page(
        management,
        "/status/secrets",
        request -> Templates.secrets(pages.secrets(text(request, "name"), number(request))));
    page(
        management,
        "/status/projects",
        request ->
            Templates.projects(
                pages.projects(
                    text(request, "name"), !text(request, "amiss").isEmpty(), number(request))));
    route(
        management,
        "/status/project",
        request ->
            pages
                .project(text(request, "namespace"), number(request))
                .map(Templates::project)
                .map(page -> new Answer(200, HTML, page.render()))
                .orElse(new Answer(404, TEXT, "There is no such project.\n")));
    page(management, "/status/decisions", request -> Templates.decisions(pages.decisions()));
    page(
        management,
        "/status/explain",
        request ->
            Templates.explain(pages.explain(text(request, "image"), text(request, "project"))));
    route(
        management,
        "/status/style.css",
        request -> new Answer(200, "text/css; charset=utf-8", resource("style.css")));
    route(
        management,
        "/status/icon.svg",
        request -> new Answer(200, "image/svg+xml", resource("icon.svg")));
    management
        .router()
        .route("/")
        .handler(
            context -> {
              context.response().putHeader("Location", "/status");
              answer(context, request -> new Answer(302, TEXT, ""));
            });
  }

  private static void page(
      ManagementInterface management,
      String path,
      Function<RoutingContext, TemplateInstance> page) {
    route(management, path, request -> new Answer(200, HTML, page.apply(request).render()));
  }

  private static void route(
      ManagementInterface management, String path, Function<RoutingContext, Answer> answer) {
    management.router().route(path).blockingHandler(context -> answer(context, answer), false);
  }

  private static void answer(RoutingContext context, Function<RoutingContext, Answer> answer) {
    send(context, checked(context, answer));
  }

  private static Answer checked(RoutingContext context, Function<RoutingContext, Answer> answer) {
    HttpMethod method = context.request().method();
    if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
      context.response().putHeader("Allow", "GET, HEAD");
      return new Answer(405, TEXT, "This page only answers GET and HEAD.\n");
    }
    if (!Visitor.isWelcome(address(context), host(context))) {
      return new Answer(
          403,
          TEXT,
          "The status page answers through kubectl port-forward only, under the name localhost.\n");
    }
    try {
      return answer.apply(context);
    } catch (RuntimeException e) {
      LOG.errorf(e, "The page %s can't be shown", context.request().path());
      return new Answer(500, TEXT, "The page can't be shown; the log says why.\n");
    }
  }

  private static void send(RoutingContext context, Answer answer) {
    HttpServerResponse response = context.response();
    response
        .setStatusCode(answer.status())
        .putHeader("Content-Type", answer.type())
        .putHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("X-Frame-Options", "DENY")
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader("Cross-Origin-Opener-Policy", "same-origin")
        .putHeader("Cross-Origin-Resource-Policy", "same-origin")
        .putHeader("Cache-Control", "no-store")
        .end(answer.body());
  }

  private static String address(RoutingContext context) {
    SocketAddress address = context.request().remoteAddress();
    return address == null ? "" : Objects.requireNonNullElse(address.hostAddress(), "");
  }

  /** HTTP/2 has no such header, but says the same in another place. */
  private static String host(RoutingContext context) {
    HostAndPort authority = context.request().authority();
    return Optional.ofNullable(context.request().getHeader("Host"))
        .orElse(authority == null ? "" : authority.toString());
  }

  private static String text(RoutingContext request, String parameter) {
    return request.queryParam(parameter).stream().findFirst().orElse("");
  }

  /** The first page for whatever is no number. */
  private static int number(RoutingContext request) {
    return Optional.of(text(request, "page"))
        .filter(each -> each.matches("[0-9]{1,6}"))
        .map(Integer::parseInt)
        .orElse(1);
  }

  private static String resource(String name) {
    try (InputStream stream = StatusPage.class.getResourceAsStream("/page/" + name)) {
      if (stream == null) {
        throw new IllegalStateException("the jar has no page/" + name);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is sent. */
  private record Answer(int status, String type, String body) {}
}
