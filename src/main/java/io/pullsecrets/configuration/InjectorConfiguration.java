package io.pullsecrets.configuration;

import io.pullsecrets.project.ProjectSecrets;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * All keys of the product, as properties {@code pull-secret-injector.KEY} or environment variables
 * {@code PULL_SECRET_INJECTOR_KEY}. The README's table explains them.
 *
 * <p>Values are checked when the process starts. If any is refused, it stops with one message that
 * lists every refused key with the reason ({@link io.smallrye.config.ConfigValidationException}).
 */
@ConfigMapping(prefix = "pull-secret-injector")
public interface InjectorConfiguration {
  /**
   * Whether Secrets labelled cluster-wide or for a department in {@link #clusterWideNamespace()}
   * are used at all.
   */
  @WithDefault("true")
  boolean clusterWideSecret();

  /** Namespace in which cluster-wide Secrets are looked for, and nowhere else. */
  @WithDefault("runai")
  @WithConverter(NamespaceNameConverter.class)
  String clusterWideNamespace();

  /** Key of the label that makes a namespace a project. */
  @WithDefault("runai/queue")
  @WithConverter(LabelKeyConverter.class)
  String projectLabel();

  /** Key of the label that names a project's department, on its namespace or its object. */
  @WithDefault("runai/department-id")
  @WithConverter(LabelKeyConverter.class)
  String departmentLabel();

  /**
   * Custom resources, each as {@code PLURAL.GROUP}, with an object for each project that has {@link
   * #departmentLabel()}; the first that knows a project is right. Empty for none.
   */
  @WithDefault("projects.run.ai,queues.scheduling.run.ai")
  Optional<List<@WithConverter(ResourceNameConverter.class) String>> departmentResources();

  /** Which Secrets of a project's own namespace may be injected. */
  @WithDefault("declared")
  ProjectSecrets projectSecrets();

  /** Largest AdmissionReview that is read; a larger one is answered with 413. */
  @WithDefault("8M")
  @WithConverter(RequestSizeConverter.class)
  MemorySize maxRequestSize();

  /** Within which time a request's body must have arrived; otherwise its connection is closed. */
  @WithDefault("10S")
  @WithConverter(RequestTimeConverter.class)
  Duration maxRequestTime();

  /** The injector's own namespace, where the Secret with its certificates is. */
  @WithDefault("runai")
  @WithConverter(NamespaceNameConverter.class)
  String namespace();

  /** Name of the MutatingWebhookConfiguration that brings pods to the injector. */
  @WithDefault("pull-secret-injector")
  String webhookConfiguration();

  /**
   * Whether the management port has the status page, for connections from inside the pod alone,
   * which {@code kubectl port-forward} makes.
   */
  @WithDefault("true")
  boolean statusPage();

  /**
   * A serving certificate that somebody else renews; both files or none. Without them, the injector
   * makes its own certificate and has the API server trust it.
   */
  Optional<Tls> tls();

  /** Which clients may call the webhook; anybody without it. */
  Optional<Client> client();

  /** Where spans of admission calls are sent; without it none are made. */
  Optional<Tracing> tracing();

  /** By which certificates the API servers are known. */
  interface Client {
    /** PEM file with the CAs that sign the clients' certificates. */
    @WithConverter(ReadableFileConverter.class)
    Path ca();

    /** Common names of the clients that may call; any that a CA has signed without it. */
    Optional<List<String>> names();
  }

  /** Who takes spans; OpenTelemetry's own variables say the rest. */
  interface Tracing {
    /** OTLP over HTTP, up to what comes before {@code /v1/traces}. */
    @WithConverter(EndpointConverter.class)
    URI endpoint();
  }

  /** Where the serving certificate lies. */
  interface Tls {
    /** PEM file with the certificate, followed by its intermediates if there are any. */
    @WithConverter(ReadableFileConverter.class)
    Path certificate();

    /** PEM file with the certificate's private key. */
    @WithConverter(ReadableFileConverter.class)
    Path key();
  }
}
