package io.pullsecrets.admission;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads reviews, those of alike pods by a {@link ReviewPattern}: the pods of one Job or ReplicaSet
 * come together, and their reviews differ in ids, names and times on which nothing depends. What
 * they are read as is what {@link ReviewReader} says in any case. Takes no lock.
 */
final class AlikeReviews {
  /** A review that fits none is compared with each, up to where it differs. */
  private static final int PATTERNS = 8;

  /** Bytes of a review that is compared: more than any pod of use has. */
  private static final int MAX_LENGTH = 512 << 10;

  private static final int RECENT = 256;

  private final AtomicReferenceArray<@Nullable Reference<ReviewPattern>> patterns =
      new AtomicReferenceArray<>(PATTERNS);
  private final Function<ReviewPattern, Reference<ReviewPattern>> referring;

  /** Hashes of what was read lately, each in a place of its own. */
  private final AtomicIntegerArray recent = new AtomicIntegerArray(RECENT);

  /**
   * One that keeps a pod's text, which can be confidential, no longer than until the next
   * collection at which nobody compares with it. Patterns then take no memory that counts, and of
   * some hundreds of alike reviews one is read anew.
   */
  AlikeReviews() {
    this(WeakReference::new);
  }

  /**
   * One for tests.
   *
   * @param referring how patterns are kept
   */
  AlikeReviews(Function<ReviewPattern, Reference<ReviewPattern>> referring) {
    this.referring = referring;
  }

  /**
   * Reads a body as {@link ReviewReader#read} does.
   *
   * @param body the review; it may be kept for a while and mustn't be changed
   * @throws InvalidReviewException as that does
   */
  AdmissionRequest read(byte[] body) throws InvalidReviewException {
    if (body.length > MAX_LENGTH) {
      return ReviewReader.read(body);
    }
    int free = -1;
    for (int i = 0; i < PATTERNS; i++) {
      Reference<ReviewPattern> kept = patterns.get(i);
      ReviewPattern pattern = kept == null ? null : kept.get();
      if (pattern == null) {
        free = i;
        continue;
      }
      AdmissionRequest request = pattern.match(body);
      if (request != null) {
        return request;
      }
    }
    List<Gap> gaps = new ArrayList<>();
    AdmissionRequest request = ReviewReader.read(body, gaps);
    int hash = 31 * request.pod().hashCode() + request.namespace().hashCode();
    // Where there is a second there will be a third. A pod that is alone needs no pattern.
    if (recent.getAndSet(hash & (RECENT - 1), hash) == hash) {
      ReviewPattern pattern = ReviewPattern.of(body, gaps, request);
      if (pattern != null) {
        // Else always the same place, so that those that fit none drive out no more than one.
        int place = free >= 0 ? free : hash & (PATTERNS - 1);
        patterns.set(place, referring.apply(pattern));
      }
    }
    return request;
  }
}
