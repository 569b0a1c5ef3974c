package io.pullsecrets.admission;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A review that was read, as a pattern for others: one that has the same bytes outside of its
 * {@link Gap}s is read as the same, but for uid and name. Comparing bytes takes a fraction of the
 * time of reading them. Immutable.
 *
 * <p>This holds whatever the bytes are, since the reader goes forward only: up to a gap it has read
 * the same, so it passes the gap over as it did before, and goes on behind it with the same.
 */
final class ReviewPattern {
  private static final FieldNames NO_NAMES = new FieldNames();

  private final byte[] body;
  private final Gap[] gaps;
  private final AdmissionRequest request;

  private ReviewPattern(byte[] body, Gap[] gaps, AdmissionRequest request) {
    this.body = body;
    this.gaps = gaps;
    this.request = request;
  }

  /**
   * The pattern of a review. Null if it may have more gaps than were noted, or has two uids or
   * names, of which the last counts.
   *
   * @param body the review; it is kept and mustn't be changed
   * @param gaps those of its reader
   * @param request what it was read as
   */
  static @Nullable ReviewPattern of(byte[] body, List<Gap> gaps, AdmissionRequest request) {
    boolean clear =
        gaps.size() < Gap.MAX && count(gaps, Gap.Kind.UID) == 1 && count(gaps, Gap.Kind.NAME) <= 1;
    return clear ? new ReviewPattern(body, gaps.toArray(new Gap[0]), request) : null;
  }

  private static long count(List<Gap> gaps, Gap.Kind kind) {
    return gaps.stream().filter(gap -> gap.kind() == kind).count();
  }

  /** What another review is read as, if this is its pattern too; else nothing is said of it. */
  @Nullable AdmissionRequest match(byte[] other) {
    try {
      return compare(other);
    } catch (InvalidReviewException e) {
      return null; // Its reader will say what is wrong with it.
    }
  }

  private @Nullable AdmissionRequest compare(byte[] other) throws InvalidReviewException {
    JsonCursor cursor = new JsonCursor(other, NO_NAMES);
    String uid = request.uid();
    String name = request.podName();
    int next = 0; // gap
    int here = 0; // in this review, behind what was compared
    int there = 0; // the same in the other
    while (true) {
      int same = Arrays.mismatch(body, here, body.length, other, there, other.length);
      if (same < 0) {
        return request.of(uid, name);
      }
      int different = here + same;
      while (next < gaps.length && gaps[next].end() <= different) {
        next++;
      }
      if (next == gaps.length || gaps[next].start() > different) {
        return null;
      }
      Gap gap = gaps[next];
      cursor.goTo(there + gap.start() - here);
      switch (gap.kind()) {
        case VALUE -> cursor.skip();
        case REST -> cursor.skipRest();
        case LENGTH -> {
          if (!cursor.passText() || cursor.passedBytes() != gap.bytes()) {
            return null;
          }
        }
        case UID, NAME -> {
          String text = cursor.text();
          if (text == null || text.isEmpty()) {
            return null; // It makes a difference whether there is one.
          }
          if (gap.kind() == Gap.Kind.UID) {
            uid = text;
          } else {
            name = text;
          }
        }
      }
      here = gap.end();
      there = cursor.position();
    }
  }
}
