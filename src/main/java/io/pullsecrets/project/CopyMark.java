package io.pullsecrets.project;

import java.util.Map;
import java.util.Optional;

/**
 * What our copies carry, and nothing else does. All but the label are annotations, since names may
 * be longer than a label's value.
 *
 * <p>Whatever can be constructed can be written and read again: a copy whose mark we couldn't read
 * would pass for somebody else's.
 *
 * @param sourceNamespace namespace of the cluster-wide Secret
 * @param sourceName its name
 * @param sourceUid its UID
 * @param contentHash hash of the content that was written
 */
public record CopyMark(
    String sourceNamespace, String sourceName, String sourceUid, String contentHash) {
  /** Key of the label that says who looks after an object. */
  public static final String MANAGED_BY_KEY = "app.kubernetes.io/managed-by";

  /** Value of that label on our copies. */
  public static final String MANAGED_BY = "pull-secret-injector";

  /** Key of the annotation with the source's namespace and name, a slash between them. */
  public static final String SOURCE_KEY = "pull-secret-injector/source";

  /** Key of the annotation with the source's UID. */
  public static final String SOURCE_UID_KEY = "pull-secret-injector/source-uid";

  /** Key of the annotation with the hash of the content. */
  public static final String CONTENT_HASH_KEY = "pull-secret-injector/content-hash";

  public CopyMark {
    if (!isWellFormed(sourceNamespace, sourceName, sourceUid, contentHash)) {
      throw new IllegalArgumentException(
          "no mark of a copy: source " + sourceNamespace + "/" + sourceName + ", UID " + sourceUid);
    }
  }

  /**
   * The mark of a Secret; empty if the label or one of the annotations is missing or malformed, so
   * that the Secret isn't ours.
   */
  public static Optional<CopyMark> read(
      Map<String, String> labels, Map<String, String> annotations) {
    String source = annotations.getOrDefault(SOURCE_KEY, "");
    int slash = source.indexOf('/');
    if (slash < 0 || !MANAGED_BY.equals(labels.get(MANAGED_BY_KEY))) {
      return Optional.empty();
    }
    String namespace = source.substring(0, slash);
    String name = source.substring(slash + 1);
    String uid = annotations.getOrDefault(SOURCE_UID_KEY, "");
    String contentHash = annotations.getOrDefault(CONTENT_HASH_KEY, "");
    return isWellFormed(namespace, name, uid, contentHash)
        ? Optional.of(new CopyMark(namespace, name, uid, contentHash))
        : Optional.empty();
  }

  /** The labels that make a Secret ours. */
  public Map<String, String> labels() {
    return Map.of(MANAGED_BY_KEY, MANAGED_BY);
  }

  /** The annotations that hold the mark. */
  public Map<String, String> annotations() {
    return Map.of(
        SOURCE_KEY,
        sourceNamespace + "/" + sourceName,
        SOURCE_UID_KEY,
        sourceUid,
        CONTENT_HASH_KEY,
        contentHash);
  }

  private static boolean isWellFormed(
      String namespace, String name, String uid, String contentHash) {
    return !namespace.isBlank()
        && !name.isBlank()
        && !uid.isBlank()
        && !contentHash.isBlank()
        && namespace.indexOf('/') < 0
        && name.indexOf('/') < 0;
  }

  /** Without the hash, which would allow to try out passwords. */
  @Override
  public String toString() {
    return "copy of " + sourceNamespace + "/" + sourceName + " (" + sourceUid + ")";
  }
}
