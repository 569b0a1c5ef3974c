package io.pullsecrets.index;

import io.pullsecrets.project.CopyMark;
import java.lang.ref.WeakReference;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps once what the copies of one Secret have in common, which stands in each project: what the
 * kubelet reads from them, the hashes and the mark. So a copy takes a quarter of the memory.
 *
 * <p>Copies are known by their marks, of which the latest few are remembered. It keeps no copy
 * alive, and a mark with very long texts, which only somebody else can have written, isn't
 * remembered.
 */
final class CopyParts {
  private static final int MOST_MARKS = 256;
  private static final int LONGEST_MARK = 1024;

  private final Map<CopyMark, WeakReference<SecretFacts>> latest =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<CopyMark, WeakReference<SecretFacts>> each) {
          return size() > MOST_MARKS;
        }
      };

  /** An equal Secret, as far as possible of the parts of one that came before. */
  synchronized SecretFacts shared(SecretFacts secret) {
    CopyMark mark = secret.copyMark().orElse(null);
    if (mark == null || length(mark) > LONGEST_MARK) {
      return secret;
    }
    WeakReference<SecretFacts> reference = latest.get(mark);
    SecretFacts like = reference == null ? null : reference.get();
    if (like == null
        || like.type() != secret.type()
        || !like.contentHash().equals(secret.contentHash())) {
      latest.put(mark, new WeakReference<>(secret));
      return secret;
    }
    return new SecretFacts(
        like.secret().named(secret.secret().namespace(), secret.secret().name()),
        secret.type(),
        secret.uid(),
        secret.resourceVersion(),
        like.contentHash(),
        like.repairedHash(),
        secret.reach(),
        secret.mark(),
        like.copyMark());
  }

  private static int length(CopyMark mark) {
    return mark.sourceNamespace().length()
        + mark.sourceName().length()
        + mark.sourceUid().length()
        + mark.contentHash().length();
  }
}
