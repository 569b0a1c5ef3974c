package io.pullsecrets.index;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.pullsecrets.project.ProjectRule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Learns the departments of projects from the objects of one custom resource, which may be absent,
 * come later, change its version or go.
 *
 * <p>One informer follows the resource's definition. While that is established, another one follows
 * the objects, in a version that the definition says is served. What it knows is passed on as a
 * whole, after its first list and with each change.
 */
final class DepartmentInformer {
  private static final Logger LOG = Logger.getLogger(DepartmentInformer.class);

  private final KubernetesClient client;
  private final String resource;
  private final ProjectRule rule;
  private final String preferredNamespace;
  private final Consumer<Map<String, String>> sink;
  private final SharedIndexInformer<GenericKubernetesResource> definition;
  private final WatchedInformer watchedDefinition;
  private final CompletableFuture<Void> listed = new CompletableFuture<>();

  // Both informers bring their news on threads of their own; this object's lock keeps the order.
  private @Nullable Following following;
  private boolean definitionListed;
  private boolean stopped;

  /**
   * Follows nothing yet.
   *
   * @param resource the resource with its group, which is its definition's name
   * @param rule says which department an object names
   * @param preferredNamespace whose objects count before others of the same name
   * @param sink gets the departments of all projects that the resource knows
   */
  DepartmentInformer(
      KubernetesClient client,
      String resource,
      ProjectRule rule,
      String preferredNamespace,
      Consumer<Map<String, String>> sink) {
    this.client = client;
    this.resource = resource;
    this.rule = rule;
    this.preferredNamespace = preferredNamespace;
    this.sink = sink;
    this.definition =
        Informers.informer(
            "the definition of " + resource,
            client
                .genericKubernetesResources(ServedResource.DEFINITIONS)
                .withField("metadata.name", resource)
                .withLimit(Informers.PAGE),
            GenericKubernetesResource::new,
            new DefinitionSink());
    this.watchedDefinition = new WatchedInformer("the definition of " + resource, definition);
  }

  /**
   * Begins, and never gives up.
   *
   * @return done once the sink has what the first list says; the list of a resource that isn't
   *     there says nothing
   */
  CompletableFuture<?> start() {
    CompletableFuture<Void> unused =
        definition.start().toCompletableFuture().thenRun(this::definitionIsListed);
    return listed;
  }

  /** How each watch does now. As long as there is no such resource, no object of it is missed. */
  synchronized List<WatchState> watches() {
    return List.of(
        watchedDefinition.look(),
        following == null ? new WatchState(resource, Duration.ZERO) : following.watched.look());
  }

  synchronized void stop() {
    stopped = true;
    definition.stop();
    unfollow();
  }

  private synchronized void definitionIsListed() {
    definitionListed = true;
    checkListed();
  }

  private void checkListed() {
    if (definitionListed && (following == null || following.listed)) {
      listed.complete(null);
    }
  }

  private synchronized void follow(ServedResource served) {
    if (stopped || (following != null && following.served.equals(served))) {
      return;
    }
    // What was known last stays until the new list is there, so that no copy goes meanwhile.
    unfollow();
    LOG.infof("Departments of projects are read from %s %s", resource, served.version());
    Following next = new Following(served);
    following = next;
    CompletableFuture<Void> unused =
        next.informer.start().toCompletableFuture().thenRun(() -> isListed(next));
  }

  private synchronized void isListed(Following which) {
    which.listed = true;
    pass(which);
    checkListed();
  }

  private synchronized void isGone() {
    if (!stopped && following != null) {
      LOG.infof("There is no %s any more: no department is known from it", resource);
      unfollow();
      sink.accept(Map.of());
    }
    checkListed();
  }

  private void unfollow() {
    Following last = following;
    following = null;
    if (last != null) {
      last.informer.stop();
    }
  }

  private void pass(Following which) {
    if (which.equals(following) && which.listed) {
      sink.accept(which.departments.byProject());
    }
  }

  private final class DefinitionSink implements IndexingStore.Sink<GenericKubernetesResource> {
    @Override
    public void put(GenericKubernetesResource object) {
      // The API server selects by name; not every stand-in for one does.
      if (resource.equals(object.getMetadata().getName())) {
        ServedResource.of(object)
            .ifPresentOrElse(DepartmentInformer.this::follow, DepartmentInformer.this::isGone);
      }
    }

    @Override
    public void remove(ObjectMeta metadata) {
      if (resource.equals(metadata.getName())) {
        isGone();
      }
    }
  }

  /** The objects of the resource as it is served at the moment. */
  private final class Following implements IndexingStore.Sink<GenericKubernetesResource> {
    private final ServedResource served;
    private final DepartmentTable departments = new DepartmentTable(preferredNamespace);
    private final SharedIndexInformer<GenericKubernetesResource> informer;
    private final WatchedInformer watched;
    private boolean listed;

    Following(ServedResource served) {
      this.served = served;
      this.informer =
          Informers.informer(
              resource,
              client
                  .genericKubernetesResources(served.context())
                  .inAnyNamespace()
                  .withLabel(rule.departmentLabel())
                  .withLimit(Informers.PAGE),
              GenericKubernetesResource::new,
              this);
      this.watched = new WatchedInformer(resource, informer);
    }

    @Override
    public void put(GenericKubernetesResource object) {
      take(object.getMetadata(), rule.departmentOf(KubernetesFacts.labels(object)));
    }

    @Override
    public void remove(ObjectMeta metadata) {
      take(metadata, Optional.empty());
    }

    private void take(ObjectMeta metadata, Optional<String> department) {
      synchronized (DepartmentInformer.this) {
        String namespace = Objects.requireNonNullElse(metadata.getNamespace(), "");
        if (departments.put(namespace, metadata.getName(), department)) {
          pass(this);
        }
      }
    }
  }
}
