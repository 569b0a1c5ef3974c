package io.pullsecrets.image;

import io.pullsecrets.fuzz.Always;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Any text whatever, read by the product and by the regular expressions that define the grammar.
 */
public final class ImageReferenceFuzz {
  /** Beyond, Java's regular expressions might overflow the stack. */
  private static final int EXPRESSIONS_READ = 600;

  // regexp.go of github.com/distribution/reference, and go-digest's algorithms.
  private static final String LABEL = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
  private static final String DOMAIN =
      "(?:" + LABEL + "(?:\\." + LABEL + ")*|\\[[a-fA-F0-9:]+])(?::[0-9]+)?";
  private static final String WORD = "[a-z0-9]+(?:(?:\\.|__|_|-+)[a-z0-9]+)*";
  private static final String PATH = WORD + "(?:/" + WORD + ")*";
  private static final String TAG = "[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,127}";
  private static final String DIGEST =
      "sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128}";
  private static final Pattern REFERENCE =
      Pattern.compile(
          "(?<name>(?:%s/)?%s)(?::(?<tag>%s))?(?:@(?<digest>%s))?"
              .formatted(DOMAIN, PATH, TAG, DIGEST));
  private static final Pattern NAME =
      Pattern.compile("(?:(?<domain>%s)/)?(?<path>%s)".formatted(DOMAIN, PATH));
  private static final Pattern DOMAIN_BY_LOOK =
      Pattern.compile("(?<domain>localhost|[^/]*[.:A-Z][^/]*)/(?<rest>.*)", Pattern.DOTALL);
  private static final Pattern IMAGE_ID = Pattern.compile("[a-f0-9]{64}");

  private ImageReferenceFuzz() {}

  /** One execution. */
  public static void fuzzerTestOneInput(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    Optional<String> read = read(text);
    read.ifPresent(
        normalised -> Always.same("read once more", read(normalised), Optional.of(normalised)));
    if (text.length() <= EXPRESSIONS_READ) {
      Always.same("as the expressions read it", read, readByExpressions(text));
    }
  }

  private static Optional<String> read(String text) {
    try {
      return Optional.of(ImageReference.parse(text).toString());
    } catch (InvalidImageReferenceException e) {
      Always.oneLine("the message", e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<String> readByExpressions(String text) {
    if (IMAGE_ID.matcher(text).matches()) {
      return Optional.empty();
    }
    Matcher reference = REFERENCE.matcher(completed(text));
    if (!reference.matches()) {
      return Optional.empty();
    }
    Matcher name = NAME.matcher(reference.group("name"));
    if (!name.matches() || name.group("path").length() > 255) {
      return Optional.empty();
    }
    return Optional.of(
        reference.group("name")
            + prefixed(":", reference.group("tag"))
            + prefixed("@", reference.group("digest")));
  }

  private static String completed(String text) {
    Matcher look = DOMAIN_BY_LOOK.matcher(text);
    boolean named = look.matches() && !look.group("domain").equals("index.docker.io");
    String domain = named ? look.group("domain") : "docker.io";
    String rest = look.matches() ? look.group("rest") : text;
    boolean official = domain.equals("docker.io") && rest.indexOf('/') < 0;
    return domain + "/" + (official ? "library/" : "") + rest;
  }

  private static String prefixed(String prefix, @Nullable String text) {
    return text == null ? "" : prefix + text;
  }
}
