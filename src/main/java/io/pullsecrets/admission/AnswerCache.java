package io.pullsecrets.admission;

import io.pullsecrets.admission.AdmissionRequest.PodShape;
import io.pullsecrets.index.ProjectSnapshot;
import io.pullsecrets.injection.PodImages;
import io.pullsecrets.injection.Verdict;
import io.pullsecrets.project.Project;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The answers that pods got lately, for those that are alike: what an answer depends on is the same
 * for all pods of one Job or ReplicaSet, and they come together.
 *
 * <p>An answer is found by all that it was made of, and what is known of the cluster stands there
 * by its versions. So nothing has to be thrown away when something changes: what was made of it
 * before isn't found any more. Takes no lock; two threads may make the same answer.
 */
final class AnswerCache {
  private static final int SLOTS = 128;

  /** Bytes of an answer, and characters of a pod's names: far more than usual. */
  private static final int MAX_LENGTH = 4096;

  /** Names of a pod, and registries in a decision's verdicts. */
  private static final int MAX_ENTRIES = 64;

  private final AtomicReferenceArray<@Nullable Entry> entries = new AtomicReferenceArray<>(SLOTS);

  /**
   * All that an answer depends on, but for the uid.
   *
   * @param project the project as it is
   * @param version which candidates it has
   * @param pod what is decided about
   * @param shape what the patch must fit
   */
  record Key(Project project, ProjectSnapshot.Version version, PodImages pod, PodShape shape) {
    // By hand: docs/decisions/014-start-from-the-jvms-cache.md
    @Override
    public boolean equals(@Nullable Object object) {
      return object instanceof Key other
          && project.equals(other.project)
          && version.equals(other.version)
          && pod.equals(other.pod)
          && shape.equals(other.shape);
    }

    @Override
    public int hashCode() {
      int hash = project.hashCode();
      hash = 31 * hash + version.hashCode();
      hash = 31 * hash + pod.hashCode();
      return 31 * hash + shape.hashCode();
    }

    private int slot() {
      int hash = hashCode();
      return (hash ^ (hash >>> 16)) & (SLOTS - 1);
    }

    private boolean isSmall() {
      int names = pod.images().size() + pod.pullSecrets().size();
      return names <= MAX_ENTRIES && characters() <= MAX_LENGTH;
    }

    private long characters() {
      long characters = shape.injected() == null ? 0 : shape.injected().length();
      for (String image : pod.images()) {
        characters += image.length();
      }
      for (String name : pod.pullSecrets()) {
        characters += name.length();
      }
      return characters + pod.serviceAccount().length();
    }
  }

  private record Entry(Key key, PreparedAnswer answer) {}

  /** The answer that was kept under this key, unless another has taken its place. */
  @Nullable PreparedAnswer find(Key key) {
    Entry entry = entries.get(key.slot());
    return entry != null && entry.key.equals(key) ? entry.answer : null;
  }

  /**
   * Keeps an answer in place of another, unless it or its key is larger than usual: a full cache
   * must not count.
   */
  void keep(Key key, PreparedAnswer answer) {
    if (key.isSmall() && isSmall(answer)) {
      entries.set(key.slot(), new Entry(key, answer));
    }
  }

  private static boolean isSmall(PreparedAnswer answer) {
    int entries = 0;
    for (Verdict verdict : answer.decision().verdicts()) {
      entries += 1 + verdict.registries().size(); // those of Secrets that weren't added too
    }
    return entries <= MAX_ENTRIES && answer.start().length <= MAX_LENGTH;
  }
}
