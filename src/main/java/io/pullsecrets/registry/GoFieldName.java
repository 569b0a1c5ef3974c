package io.pullsecrets.registry;

/**
 * How Go finds the struct field for a JSON name: by its exact text or case-folded ({@code foldName}
 * of encoding/json).
 */
final class GoFieldName {

  private GoFieldName() {}

  /**
   * Whether Go reads {@code name} into the field.
   *
   * @param field in lower-case ASCII
   */
  static boolean matches(String name, String field) {
    if (name.length() != field.length()) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (fold(name.charAt(i)) != field.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static char fold(char c) {
    return switch (c) {
      case '\u017F' -> 's'; // LATIN SMALL LETTER LONG S
      case '\u212A' -> 'k'; // KELVIN SIGN
      default -> (c >= 'A' && c <= 'Z') ? (char) (c - 'A' + 'a') : c;
    };
  }
}
