package io.pullsecrets.page;

import io.pullsecrets.image.PrintableText;

/** Names from outside, as they may stand on a page. */
final class Names {
  /** The longest name that Kubernetes knows. */
  private static final int MAX_LENGTH = 253;

  private Names() {}

  /** The name without anything that can pass for something else. */
  static String printable(String name) {
    return PrintableText.of(name, MAX_LENGTH);
  }
}
