package io.pullsecrets.demo;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A Kubernetes API that lives in this process, on a port of the loopback interface. */
public final class InMemoryCluster implements AutoCloseable {
  /**
   * Annotation of a namespace: which copies the example says there must be; that of the namespace
   * runai counts for each project, that of a project's own beside it.
   */
  static final String EXPECT_COPIES = "example/expect-copies";

  private static final String PROJECT_LABEL = "runai/queue";
  private static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  private final KubernetesMockServer server;
  private final KubernetesClient client;
  private Map<String, HasMetadata> applied = Map.of();

  private InMemoryCluster(KubernetesMockServer server) {
    this.server = server;
    this.client = server.createClient();
  }

  /** Starts an empty one on a free port. */
  public static InMemoryCluster start() {
    KubernetesMockServer server =
        new KubernetesMockServer(
            new Context(),
            new MockWebServer(),
            new HashMap<>(),
            new KubernetesCrudDispatcher(),
            false);
    server.init(InetAddress.getLoopbackAddress(), 0);
    return new InMemoryCluster(server);
  }

  /** Where its API listens. */
  public String url() {
    return "http://localhost:" + server.getPort() + "/";
  }

  /**
   * Makes the cluster hold these objects instead of those of the last call. What others wrote, such
   * as copies of Secrets, stays.
   *
   * @return what was done, one line per object
   */
  List<String> apply(Map<String, HasMetadata> wanted) {
    List<String> changes = new ArrayList<>();
    wanted.forEach(
        (key, object) -> {
          HasMetadata before = applied.get(key);
          if (!object.equals(before)) {
            // A copy goes to the client, since it writes what the API answers into the object.
            client.resource(Serialization.clone(object)).createOr(NonDeletingOperation::update);
            changes.add((before == null ? "created " : "changed ") + key);
          }
        });
    applied.forEach(
        (key, object) -> {
          if (!wanted.containsKey(key)) {
            client.resource(object).delete();
            changes.add("removed " + key);
          }
        });
    applied = new LinkedHashMap<>(wanted);
    return changes;
  }

  /** The ServiceAccount of this name, or null if the manifests have none. */
  @Nullable ServiceAccount serviceAccount(String namespace, String name) {
    return applied.get("ServiceAccount/" + namespace + "/" + name) instanceof ServiceAccount found
        ? found
        : null;
  }

  /** A label of a namespace, or null. */
  @Nullable String namespaceLabel(String namespace, String key) {
    HasMetadata found = applied.get("Namespace/" + namespace);
    if (found == null || found.getMetadata().getLabels() == null) {
      return null;
    }
    return found.getMetadata().getLabels().get(key);
  }

  /** Writes an object that isn't in the manifests. */
  public void put(HasMetadata object) {
    client.resource(Serialization.clone(object)).createOr(NonDeletingOperation::update);
  }

  /** The Secret of this name as it is now, or null. */
  @Nullable Secret secret(String namespace, String name) {
    return client.secrets().inNamespace(namespace).withName(name).get();
  }

  /** Removes an object that isn't in the manifests. */
  void remove(HasMetadata object) {
    client.resource(object).delete();
  }

  /** The copies that the server made: for each project's namespace, the content's hash by name. */
  SortedMap<String, SortedMap<String, String>> copies() {
    SortedMap<String, SortedMap<String, String>> copies = new TreeMap<>();
    for (HasMetadata object : applied.values()) {
      String namespace = object.getMetadata().getName();
      if (object instanceof Namespace && namespaceLabel(namespace, PROJECT_LABEL) != null) {
        copies.put(namespace, new TreeMap<>());
      }
    }
    client
        .secrets()
        .inAnyNamespace()
        .withLabel(MANAGED_BY, "pull-secret-injector")
        .list()
        .getItems()
        .forEach(
            copy ->
                copies
                    .computeIfAbsent(copy.getMetadata().getNamespace(), name -> new TreeMap<>())
                    .put(
                        copy.getMetadata().getName(),
                        copy.getMetadata()
                            .getAnnotations()
                            .getOrDefault("pull-secret-injector/content-hash", "")));
    return copies;
  }

  /** The Events that the server wrote. */
  List<Event> events() {
    return client.events().v1().events().inAnyNamespace().list().getItems();
  }

  /** The names that a project's copies must have, by {@link #EXPECT_COPIES}. */
  Set<String> expectedCopies(String project) {
    Set<String> names = new TreeSet<>();
    for (String namespace : List.of("runai", project)) {
      HasMetadata found = applied.get("Namespace/" + namespace);
      if (found != null && found.getMetadata().getAnnotations() != null) {
        String expected = found.getMetadata().getAnnotations().getOrDefault(EXPECT_COPIES, "");
        names.addAll(List.of(expected.split(", *")));
      }
    }
    names.remove("");
    return names;
  }

  /** How many objects of a kind the manifests have. */
  long count(String kind) {
    return applied.values().stream().filter(each -> each.getKind().equals(kind)).count();
  }

  @Override
  public void close() {
    client.close();
    server.destroy();
  }
}
