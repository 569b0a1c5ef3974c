package io.pullsecrets.bench;

/** A part of {@code make bench} as a program of its own. */
@FunctionalInterface
public interface Measurement {
  /** Measures, and prints what it has found. */
  void run() throws Exception;

  /**
   * Runs it and ends the JVM, since threads of the clients' libraries would go on: with status 1
   * and the stack trace if it fails.
   */
  static void main(Measurement measurement) {
    int status = 0;
    try {
      measurement.run();
    } catch (Throwable e) {
      e.printStackTrace();
      status = 1;
    }
    System.exit(status);
  }
}
