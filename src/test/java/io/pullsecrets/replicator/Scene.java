package io.pullsecrets.replicator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.pullsecrets.configuration.InjectorConfiguration;
import io.pullsecrets.configuration.TestConfiguration;
import io.pullsecrets.project.CopyMark;
import io.pullsecrets.registry.CopyName;
import io.pullsecrets.registry.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What users do in a cluster, and what must come of it: the right copies, and every Secret that a
 * user wrote exactly as the API server took it then.
 *
 * <p>All names of namespaces, and the label of projects, belong to this scene alone, so that many
 * may share an API server. Namespaces are called by short names here. Passwords are called by a
 * word, which alone shows in what a failing test prints.
 */
final class Scene implements AutoCloseable {
  private static final AtomicInteger SCENES = new AtomicInteger();
  private static final String SOURCES = "runai";
  private static final String DATA_KEY = ".dockerconfigjson";

  private final String prefix = "s" + SCENES.incrementAndGet() + "-";
  private final ApiServer api;
  private final KubernetesClient admin;
  private final Set<String> namespaces = new HashSet<>();
  private final Set<String> projects = new HashSet<>();

  /** By namespace and name, with a slash between them; as the API server answered. */
  private final Map<String, Secret> written = new HashMap<>();

  /** The password's word of each cluster-wide Secret, by name. */
  private final Map<String, String> sources = new HashMap<>();

  /** The password's word by the content. */
  private final Map<String, String> words = new HashMap<>();

  Scene(ApiServer api) {
    this.api = api;
    admin = new KubernetesClientBuilder().withConfig(api.config()).build();
    namespace(SOURCES, Map.of());
  }

  InjectorConfiguration configuration() {
    return TestConfiguration.of(
        Map.of(
            "namespace",
            full(SOURCES),
            "cluster-wide-namespace",
            full(SOURCES),
            "project-label",
            label()));
  }

  /** The name in the API of what is called by this name here. */
  String full(String namespace) {
    return prefix + namespace;
  }

  /** Makes a namespace a project; makes it first if it isn't there. */
  void project(String namespace) {
    namespace(namespace, Map.of(label(), "queue"));
    projects.add(namespace);
  }

  /** A project that is switched off. */
  void optedOutProject(String namespace) {
    namespace(namespace, Map.of(label(), "queue", "pull-secret-injector/inject", "false"));
    projects.remove(namespace);
  }

  /** A namespace that is, or becomes, no project. */
  void plainNamespace(String namespace) {
    namespace(namespace, Map.of());
    projects.remove(namespace);
  }

  /** Has a namespace begin to terminate; no copy of ours may be expected in it any more. */
  void terminate(String namespace) {
    api.terminate(full(namespace));
    projects.remove(namespace);
  }

  /** Empties a namespace and takes it away. */
  void vanish(String namespace) {
    terminate(namespace);
    admin.secrets().inNamespace(full(namespace)).delete();
    written.keySet().removeIf(key -> key.startsWith(full(namespace) + "/"));
    api.remove(full(namespace));
    namespaces.remove(namespace);
  }

  /** Makes or changes a cluster-wide Secret. */
  void source(String name, String password) {
    write(secret(SOURCES, name, password, Map.of("runai/cluster-wide", "true")));
    sources.put(name, password);
  }

  /** Makes of a cluster-wide Secret, if there is one, an ordinary one. */
  void unlabelSource(String name) {
    String password = sources.remove(name);
    if (password != null) {
      write(secret(SOURCES, name, password, Map.of()));
    }
  }

  void deleteSource(String name) {
    delete(SOURCES, name);
    sources.remove(name);
  }

  /** Puts a user's own Secret into a namespace, in place of whatever has the name. */
  void foreign(String namespace, String name, String password) {
    write(secret(namespace, name, password, Map.of()));
  }

  /** The same with labels, such as our own without the annotations. */
  void foreign(String namespace, String name, String password, Map<String, String> labels) {
    write(secret(namespace, name, password, labels));
  }

  /** A user deletes a Secret, whether it is a copy or not. */
  void delete(String namespace, String name) {
    written.remove(full(namespace) + "/" + name);
    admin.secrets().inNamespace(full(namespace)).withName(name).delete();
  }

  /** As if the Lease had run out: whoever stands for election next has it. */
  void expireLease() {
    admin.leases().inNamespace(full(SOURCES)).delete();
  }

  /** Fails unless all is as it must be. */
  void assertInStep() {
    assertThat(found()).isEqualTo(expected());
  }

  /** What must be there: a description by namespace and name. */
  SortedMap<String, String> expected() {
    SortedMap<String, String> expected = new TreeMap<>();
    written.keySet().forEach(key -> expected.put(key, "as the user wrote it"));
    for (String project : projects) {
      sources.forEach(
          (name, password) -> {
            String own = full(project) + "/" + name;
            Secret taken = written.get(own);
            if (taken == null) {
              expected.put(own, copy(name, password));
            } else if (!password.equals(word(taken))) {
              expected.putIfAbsent(
                  full(project) + "/" + CopyName.derived(name), copy(name, password));
            }
          });
    }
    return expected;
  }

  /** What is there: a description by namespace and name. */
  SortedMap<String, String> found() {
    SortedMap<String, String> found = new TreeMap<>();
    for (Secret secret : admin.secrets().inAnyNamespace().list().getItems()) {
      if (secret.getMetadata().getNamespace().startsWith(prefix)) {
        found.put(key(secret), describe(secret));
      }
    }
    return found;
  }

  @Override
  public void close() {
    Set.copyOf(namespaces).forEach(this::vanish);
    admin.close();
  }

  private String describe(Secret secret) {
    Secret asWritten = written.get(key(secret));
    if (asWritten != null) {
      return secret.equals(asWritten) ? "as the user wrote it" : "not as the user wrote it";
    }
    return CopyMark.read(
            orEmpty(secret.getMetadata().getLabels()),
            orEmpty(secret.getMetadata().getAnnotations()))
        .filter(mark -> isRight(mark, secret))
        .map(mark -> copy(mark.sourceName(), word(secret)))
        .orElse("a copy with a wrong mark");
  }

  private boolean isRight(CopyMark mark, Secret copy) {
    Secret source = written.get(full(SOURCES) + "/" + mark.sourceName());
    return mark.sourceNamespace().equals(full(SOURCES))
        && source != null
        && mark.sourceUid().equals(source.getMetadata().getUid())
        && mark.contentHash().equals(Sha256.hex(content(copy).getBytes(StandardCharsets.UTF_8)));
  }

  private static String copy(String source, String password) {
    return "copy of " + source + " with " + password;
  }

  private String word(Secret secret) {
    return words.getOrDefault(content(secret), "what nobody wrote");
  }

  private static String content(Secret secret) {
    return new String(
        Base64.getDecoder().decode(orEmpty(secret.getData()).getOrDefault(DATA_KEY, "")),
        StandardCharsets.UTF_8);
  }

  /** Until it goes through: a replica may write at the same time. */
  private void write(Secret secret) {
    while (true) {
      try {
        written.put(key(secret), admin.resource(secret).createOr(NonDeletingOperation::update));
        return;
      } catch (KubernetesClientException e) {
        if (e.getCode() != 409 && e.getCode() != 404) {
          throw e;
        }
      }
    }
  }

  private Secret secret(
      String namespace, String name, String password, Map<String, String> labels) {
    String content =
        "{\"auths\":{\"%s.example\":{\"username\":\"u\",\"password\":\"%s\"}}}"
            .formatted(name, password);
    words.put(content, password);
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace(full(namespace))
        .withName(name)
        .withLabels(labels)
        .endMetadata()
        .withType("kubernetes.io/dockerconfigjson")
        .addToData(
            DATA_KEY, Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8)))
        .build();
  }

  private void namespace(String name, Map<String, String> labels) {
    admin
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(full(name))
                .withLabels(labels)
                .endMetadata()
                .build())
        .createOr(NonDeletingOperation::update);
    namespaces.add(name);
  }

  private String label() {
    return prefix + "scene/queue";
  }

  private static String key(Secret secret) {
    return secret.getMetadata().getNamespace() + "/" + secret.getMetadata().getName();
  }

  private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
    return Objects.requireNonNullElse(map, Map.of());
  }
}
