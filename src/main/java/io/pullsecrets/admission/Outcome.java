package io.pullsecrets.admission;

import io.pullsecrets.injection.Reason;
import java.util.Locale;

/** What an answer does to the pod. */
enum Outcome {
  INJECTED,
  UNCHANGED,
  FAILED;

  static Outcome of(Reason reason) {
    return switch (reason) {
      case INJECTED -> INJECTED;
      case NOT_READY, INTERNAL_ERROR -> FAILED;
      case NO_MATCH,
          ALREADY_LISTED,
          HELD_BACK,
          NO_CANDIDATES,
          POD_OPTED_OUT,
          NAMESPACE_OPTED_OUT,
          NAMESPACE_TERMINATING,
          MIRROR_POD,
          NOT_A_PROJECT,
          TOO_LARGE,
          NOT_A_POD_CREATION ->
          UNCHANGED;
    };
  }

  /** As it stands in metrics and traces. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
