package io.pullsecrets.index;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * An informer's store that passes each object on to the index the moment it arrives and keeps
 * nothing of it but its name and resource version. So the index keeps no credential, and when the
 * informer has listed, the index has it all: no queue lies between.
 *
 * <p>What it gives back to the informer are stubs with just that metadata, which is all that an
 * informer without event handlers looks at.
 */
final class IndexingStore<T extends HasMetadata> implements ItemStore<T> {
  private static final Logger LOG = Logger.getLogger(IndexingStore.class);

  private final ConcurrentMap<String, String> resourceVersions = new ConcurrentHashMap<>();
  private final Supplier<T> emptyObject;
  private final Sink<T> sink;

  IndexingStore(Supplier<T> emptyObject, Sink<T> sink) {
    this.emptyObject = emptyObject;
    this.sink = sink;
  }

  /** By name, not by UID, so that an object made anew replaces the one it follows. */
  @Override
  public String getKey(T object) {
    return Cache.metaNamespaceKeyFunc(object);
  }

  @Override
  public @Nullable T put(String key, T object) {
    String version = object.getMetadata().getResourceVersion();
    String known = resourceVersions.put(key, version == null ? "" : version);
    if (known == null || !known.equals(version)) {
      pass(object);
    }
    return known == null ? null : stub(key, known);
  }

  /** One object that can't be taken in must not keep all others out of the index. */
  private void pass(T object) {
    try {
      sink.put(object);
    } catch (RuntimeException e) {
      LOG.errorf(
          e,
          "%s %s was not taken into the index",
          object.getKind(),
          Cache.metaNamespaceKeyFunc(object));
    }
  }

  @Override
  public @Nullable T remove(String key) {
    String known = resourceVersions.remove(key);
    if (known == null) {
      return null;
    }
    T stub = stub(key, known);
    sink.remove(stub.getMetadata());
    return stub;
  }

  @Override
  public @Nullable T get(String key) {
    String known = resourceVersions.get(key);
    return known == null ? null : stub(key, known);
  }

  @Override
  public Stream<String> keySet() {
    return resourceVersions.keySet().stream();
  }

  @Override
  public Stream<T> values() {
    return resourceVersions.entrySet().stream()
        .map(entry -> stub(entry.getKey(), entry.getValue()));
  }

  @Override
  public int size() {
    return resourceVersions.size();
  }

  /** Makes the informer pass pages of a list on as they come. */
  @Override
  public boolean isFullState() {
    return false;
  }

  private T stub(String key, String resourceVersion) {
    int slash = key.indexOf('/');
    ObjectMeta metadata = new ObjectMeta();
    metadata.setNamespace(slash < 0 ? null : key.substring(0, slash).intern());
    metadata.setName(key.substring(slash + 1).intern());
    metadata.setResourceVersion(resourceVersion);
    // At the end of a list the informer asks for all values at once; without their empty
    // collections, and with names that the index has already, they take a third of the memory.
    metadata.setAnnotations(null);
    metadata.setFinalizers(null);
    metadata.setLabels(null);
    metadata.setManagedFields(null);
    metadata.setOwnerReferences(null);
    metadata.setAdditionalProperties(null);
    T stub = emptyObject.get();
    stub.setMetadata(metadata);
    return stub;
  }

  /** Where objects go to. Called by one thread at a time. */
  interface Sink<T> {
    /** Takes in an object that is new or has changed. */
    void put(T object);

    /**
     * Forgets an object.
     *
     * @param metadata has the name and, if there is one, the namespace of what is gone
     */
    void remove(ObjectMeta metadata);
  }
}
