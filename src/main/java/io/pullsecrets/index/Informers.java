package io.pullsecrets.index;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.pullsecrets.client.WatchFailure;
import io.pullsecrets.configuration.InjectorConfiguration;
import io.pullsecrets.injection.DeclarationRule;
import io.pullsecrets.project.ProjectRule;
import io.pullsecrets.project.ProjectSecrets;
import io.pullsecrets.project.ServiceAccount;
import io.pullsecrets.registry.SecretType;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Keeps the {@link ClusterIndex} in step with the cluster.
 *
 * <p>Each informer lists in pages, then watches. It never gives up: while the API server is away
 * the index keeps what it has, and after an expired watch (410) the informer lists anew and drops
 * what is gone.
 */
@Singleton
public final class Informers {
  /** In bytes: a heap that a first list hasn't made larger has nothing worth giving back. */
  private static final long SMALL_HEAP = 64L << 20;

  private static final Logger LOG = Logger.getLogger(Informers.class);

  /** Objects a page; client-go's pager asks for as many. */
  static final long PAGE = 500;

  private final KubernetesClient client;
  private final ClusterIndex index;
  private final ProjectRule projectRule;
  private final DeclarationRule declarationRule;
  private final String clusterWideNamespace;
  private final ObjectIntake intake;
  private final List<WatchedInformer> informers = new CopyOnWriteArrayList<>();
  private final List<DepartmentInformer> departmentInformers = new ArrayList<>();
  private final CompletableFuture<Void> firstList = new CompletableFuture<>();

  @Inject
  Informers(KubernetesClient client, ClusterIndex index, InjectorConfiguration configuration) {
    this.client = client;
    this.index = index;
    this.projectRule =
        new ProjectRule(
            configuration.projectLabel(),
            configuration.departmentLabel(),
            configuration.clusterWideNamespace());
    this.declarationRule = new DeclarationRule(configuration.projectSecrets());
    this.intake = new ObjectIntake(index, projectRule, declarationRule);
    List<String> resources = configuration.departmentResources().orElse(List.of());
    for (int i = 0; i < resources.size(); i++) {
      int place = i;
      departmentInformers.add(
          new DepartmentInformer(
              client,
              resources.get(place),
              projectRule,
              configuration.clusterWideNamespace(),
              departments -> index.putDepartments(place, departments)));
    }
    this.clusterWideNamespace = configuration.clusterWideNamespace();
  }

  /** Whether the index holds the whole of the first list; stays true from then on. */
  public boolean haveListed() {
    return firstList.isDone();
  }

  /** Has something done once the index holds the whole of the first list. */
  public void whenListed(Runnable task) {
    CompletableFuture<Void> unused = firstList.thenRun(task);
  }

  /** How each watch does now; once started, always the same ones. */
  public List<WatchState> watches() {
    return Stream.concat(
            informers.stream().map(WatchedInformer::look),
            departmentInformers.stream().flatMap(each -> each.watches().stream()))
        .toList();
  }

  void start(@Observes StartupEvent event) {
    List<CompletableFuture<?>> started = new ArrayList<>();
    started.add(
        inform(
            "namespaces",
            client.namespaces().withLabel(projectRule.label()).withLimit(PAGE),
            Namespace::new,
            new NamespaceSink()));
    for (SecretType type : SecretType.values()) {
      started.add(
          inform(
              "secrets of type " + type.typeName(),
              secrets().withField("type", type.typeName()).withLimit(PAGE),
              Informers::emptySecret,
              new SecretSink(type)));
    }
    started.add(
        inform(
            "default service accounts",
            client
                .serviceAccounts()
                .inAnyNamespace()
                .withField("metadata.name", ServiceAccount.DEFAULT)
                .withLimit(PAGE),
            io.fabric8.kubernetes.api.model.ServiceAccount::new,
            new ServiceAccountSink()));
    // No selector finds the annotation that enforces mountable secrets, hence all others as well;
    // nothing is kept of those that don't have it.
    started.add(
        inform(
            "other service accounts",
            client
                .serviceAccounts()
                .inAnyNamespace()
                .withoutField("metadata.name", ServiceAccount.DEFAULT)
                .withLimit(PAGE),
            io.fabric8.kubernetes.api.model.ServiceAccount::new,
            new ServiceAccountSink()));
    departmentInformers.forEach(each -> started.add(each.start()));
    CompletableFuture<Void> unused =
        CompletableFuture.allOf(started.toArray(CompletableFuture[]::new))
            .thenRun(
                () -> {
                  LOG.info("The index holds the first list");
                  if (Runtime.getRuntime().totalMemory() > SMALL_HEAP) {
                    // What reading the pages left behind would stay resident for good: the heap
                    // shrinks at a full collection only (java.options), and nothing asks for one
                    // later.
                    System.gc();
                  }
                  firstList.complete(null);
                });
  }

  void stop(@Observes ShutdownEvent event) {
    informers.forEach(WatchedInformer::stop);
    departmentInformers.forEach(DepartmentInformer::stop);
  }

  private FilterWatchListDeletable<Secret, SecretList, Resource<Secret>> secrets() {
    return declarationRule.projectSecrets() == ProjectSecrets.NONE
        ? client.secrets().inNamespace(clusterWideNamespace)
        : client.secrets().inAnyNamespace();
  }

  /** Without the empty maps that a new one has; the informer asks for very many at once. */
  private static Secret emptySecret() {
    Secret secret = new Secret();
    secret.setData(null);
    secret.setStringData(null);
    return secret;
  }

  private <T extends HasMetadata> CompletableFuture<?> inform(
      String what, Informable<T> resources, Supplier<T> emptyObject, IndexingStore.Sink<T> sink) {
    SharedIndexInformer<T> informer = informer(what, resources, emptyObject, sink);
    informers.add(new WatchedInformer(what, informer));
    return informer.start().toCompletableFuture();
  }

  /**
   * An informer that passes on what it hears, and never gives up.
   *
   * @param what what is listed and watched, for the log
   */
  static <T extends HasMetadata> SharedIndexInformer<T> informer(
      String what, Informable<T> resources, Supplier<T> emptyObject, IndexingStore.Sink<T> sink) {
    return resources
        .runnableInformer(0)
        .removeNamespaceIndex() // Nobody asks it; it would be a fifth of what is kept of a Secret.
        .itemStore(new IndexingStore<>(emptyObject, sink))
        .exceptionHandler(
            (isStarted, failure) -> {
              LOG.warnf(
                  "Listing or watching %s failed, trying again: %s",
                  what, WatchFailure.describe(failure));
              return true;
            });
  }

  private final class NamespaceSink implements IndexingStore.Sink<Namespace> {
    @Override
    public void put(Namespace namespace) {
      intake.put(namespace);
    }

    @Override
    public void remove(ObjectMeta metadata) {
      index.removeProject(metadata.getName());
    }
  }

  private final class SecretSink implements IndexingStore.Sink<Secret> {
    private final SecretType type;

    SecretSink(SecretType type) {
      this.type = type;
    }

    @Override
    public void put(Secret secret) {
      intake.put(secret, type);
    }

    @Override
    public void remove(ObjectMeta metadata) {
      index.removeSecret(metadata.getNamespace(), metadata.getName(), type);
    }
  }

  private final class ServiceAccountSink
      implements IndexingStore.Sink<io.fabric8.kubernetes.api.model.ServiceAccount> {
    @Override
    public void put(io.fabric8.kubernetes.api.model.ServiceAccount object) {
      intake.put(object);
    }

    @Override
    public void remove(ObjectMeta metadata) {
      index.removeServiceAccount(metadata.getNamespace(), metadata.getName());
    }
  }
}
