package io.pullsecrets.registry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pullsecrets.fuzz.Always;
import io.pullsecrets.image.ImageReference;
import io.pullsecrets.image.InvalidImageReferenceException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Any keys and an image: the keyring, the index and a Secret alone say the same, and of keys as
 * people write them a plain reading of the kubelet's rule says it too. The input's first line is
 * the image, and each other line a key.
 */
public final class RegistryKeyFuzz {
  /** Without escapes, brackets and whatever else makes URLs hard. */
  private static final Pattern PLAIN_KEY =
      Pattern.compile(
          "(?:https?://)?(?<host>[a-z0-9*.-]+)(?<port>:[0-9]+)?(?<path>/[a-z0-9*._/-]*)?");

  private static final Pattern PLAIN_IMAGE =
      Pattern.compile("(?<host>[a-zA-Z0-9_.-]+)(?<port>:[0-9]+)?(?<path>/.*)");

  private RegistryKeyFuzz() {}

  /** One execution. */
  public static void fuzzerTestOneInput(byte[] input) throws UndecodableSecretException {
    List<String> lines = new String(input, StandardCharsets.UTF_8).lines().limit(20).toList();
    ImageReference image;
    try {
      image = ImageReference.parse(lines.isEmpty() ? "" : lines.get(0));
    } catch (InvalidImageReferenceException e) {
      return;
    }
    List<String> keys = lines.subList(1, lines.size());
    List<PullSecret> secrets = new ArrayList<>();
    List<PullSecret> matching = new ArrayList<>();
    for (String key : keys) {
      PullSecret secret = secret("s%02d".formatted(secrets.size()), key);
      secrets.add(secret);
      Match match = secret.match(image);
      Always.same(
          "a Secret alone matches as a keyring of it does",
          match.kind() != Match.Kind.NONE,
          !Keyring.of(List.of(secret)).lookup(image).isEmpty());
      if (match.kind() != Match.Kind.NONE) {
        matching.add(secret);
      }
      checkKey(key, image);
    }
    Always.same(
        "the index finds those that match",
        PullSecretIndex.of(secrets).candidates(ImageAddress.of(image)),
        matching);
    Always.holds(
        "the keyring of all takes from those that match",
        Keyring.of(secrets).lookup(image).stream()
            .allMatch(use -> matching.contains(use.secret())));
  }

  private static PullSecret secret(String name, String key) {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    config.putObject("auths").putObject(key).put("auth", "dTpw");
    return Secrets.dockerConfigJson(name, config.toString());
  }

  private static void checkKey(String key, ImageReference image) {
    Optional<RegistryKey> parsed = RegistryKey.parse(GoString.ofText(key));
    parsed.ifPresent(
        each ->
            Always.holds(
                "the text of a key is one short line",
                each.text().length() <= 257
                    && each.text().chars().noneMatch(Character::isISOControl)));
    Matcher plainKey = PLAIN_KEY.matcher(key);
    Matcher plainImage = PLAIN_IMAGE.matcher(image.name());
    if (plainKey.matches() && plainImage.matches()) {
      Always.same(
          "a plain key matches as its text says",
          parsed.map(each -> each.matches(image)),
          Optional.of(plainlyMatches(plainKey, plainImage)));
    }
  }

  /** URLsMatch in pkg/credentialprovider/keyring.go: ports as text, label by label, path prefix. */
  private static boolean plainlyMatches(Matcher key, Matcher image) {
    String path = orEmpty(key, "path").replaceFirst("^/v[12]/", "/");
    return orEmpty(key, "port").equals(orEmpty(image, "port"))
        && globMatches(key.group("host"), image.group("host"))
        && image.group("path").startsWith(path.equals("/") ? "" : path);
  }

  /** A star stands for any characters of a label; all else for itself. */
  private static boolean globMatches(String glob, String host) {
    // Which beginnings of the host match what has been read of the glob; in any number of stars
    // a regular expression would lose itself.
    boolean[] matched = new boolean[host.length() + 1];
    matched[0] = true;
    for (int read = 0; read < glob.length(); read++) {
      char c = glob.charAt(read);
      boolean[] next = new boolean[matched.length];
      for (int i = 0; i <= host.length(); i++) {
        next[i] =
            c == '*'
                ? matched[i] || (i > 0 && next[i - 1] && host.charAt(i - 1) != '.')
                : i > 0 && matched[i - 1] && host.charAt(i - 1) == c;
      }
      matched = next;
    }
    return matched[host.length()];
  }

  private static String orEmpty(Matcher matcher, String group) {
    String found = matcher.group(group);
    return found == null ? "" : found;
  }
}
