package io.pullsecrets;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A made-up password that is found again in whatever form it comes out. It consists of letters and
 * digits, which stay as they are in JSON, URLs and HTML; so what is left are encodings of bytes.
 */
public final class Marker {
  private final String text;
  private final Map<String, String> forms = new LinkedHashMap<>();

  /**
   * @param word letters and digits, which nothing else has
   */
  public Marker(String word) {
    text = word + "Q7zX0vKp3mWt";
    forms.put("as it is", text);
    for (String once : inBase64(text)) {
      forms.put("in base64 as " + once.substring(0, 4) + "…", once);
      for (String twice : inBase64(once)) {
        forms.put("twice in base64 as " + twice.substring(0, 4) + "…", twice);
      }
    }
  }

  /** The password. */
  public String text() {
    return text;
  }

  /** In which forms it stands in this text; none, if all is well. */
  public List<String> formsIn(String haystack) {
    return forms.entrySet().stream()
        .filter(form -> haystack.contains(form.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Each form as the bytes that it would be in a JVM's memory, with what it is. */
  public Map<String, List<byte[]>> bytes() {
    Map<String, List<byte[]>> all = new LinkedHashMap<>();
    forms.forEach(
        (name, form) ->
            all.put(
                name,
                List.of(
                    form.getBytes(StandardCharsets.ISO_8859_1),
                    form.getBytes(StandardCharsets.UTF_16LE),
                    form.getBytes(StandardCharsets.UTF_16BE))));
    return all;
  }

  /**
   * What base64 makes of the text within a longer one, wherever in it the text begins: without the
   * characters at either end that depend on what stands there.
   */
  private static Set<String> inBase64(String text) {
    Set<String> all = new LinkedHashSet<>();
    for (String each : List.of("", "x", "xx")) {
      String encoded =
          Base64.getEncoder()
              .withoutPadding()
              .encodeToString((each + text).getBytes(StandardCharsets.ISO_8859_1));
      int begin = (each.length() * 8 + 5) / 6;
      int end = (each.length() + text.length()) * 8 / 6;
      all.add(encoded.substring(begin, end));
    }
    return all;
  }
}
