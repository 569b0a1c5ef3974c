package io.pullsecrets.client;

import com.fasterxml.jackson.core.JacksonException;
import io.fabric8.kubernetes.client.WatcherException;

/** Tells why a list or a watch failed, in a form that may be logged. */
public final class WatchFailure {
  private WatchFailure() {}

  /**
   * One line about the first cause. The client's own stack trace would come for each watch and each
   * try; and where the client can't read what it has received, its message quotes that, which may
   * be a Secret, so the message is left out there.
   */
  public static String describe(Throwable failure) {
    boolean quotes = false;
    Throwable root = failure;
    for (int depth = 0; root.getCause() != null && depth < 50; depth++) {
      quotes |= quotesWhatWasReceived(root);
      root = root.getCause();
    }
    quotes |= quotesWhatWasReceived(root);
    String name = root.getClass().getSimpleName();
    return quotes
        ? name + ": what the API server has sent can't be read"
        : name + ": " + root.getMessage();
  }

  private static boolean quotesWhatWasReceived(Throwable failure) {
    return failure instanceof JacksonException
        || (failure instanceof WatcherException watcher
            && watcher.getRawWatchMessage().isPresent());
  }
}
