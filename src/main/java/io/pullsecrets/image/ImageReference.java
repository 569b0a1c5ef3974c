package io.pullsecrets.image;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A container image as a pod names it, normalised as the kubelet does before it looks for
 * credentials: {@code ubuntu} is {@code docker.io/library/ubuntu}.
 *
 * <p>Follows {@code ParseNormalizedNamed} of github.com/distribution/reference, which the kubelet
 * calls through {@code pkg/util/parsers}. Only {@link #parse} makes one, so an instance is always a
 * reference that the kubelet accepts.
 */
public final class ImageReference {

  /** The registry of an image that names none. */
  public static final String DOCKER_HUB = "docker.io";

  private static final String LEGACY_DOCKER_HUB = "index.docker.io";
  private static final String OFFICIAL_IMAGES = "library/";
  private static final int MAX_PATH_LENGTH = 255;

  private final String name;
  private final @Nullable String tag;
  private final @Nullable String digest;

  private ImageReference(String name, @Nullable String tag, @Nullable String digest) {
    this.name = name;
    this.tag = tag;
    this.digest = digest;
  }

  /**
   * Reads a reference exactly as it stands in a pod.
   *
   * @throws InvalidImageReferenceException if the kubelet would refuse it; any text whatever ends
   *     in this or in a reference
   */
  public static ImageReference parse(String reference) throws InvalidImageReferenceException {
    if (ReferenceGrammar.isIdentifier(reference)) {
      throw new InvalidImageReferenceException(
          reference, "64 hexadecimal digits are an image ID, not a name");
    }
    int slash = reference.indexOf('/');
    String domain = DOCKER_HUB;
    String remainder = reference;
    if (slash >= 0 && isDomainByLook(reference, slash)) {
      domain = reference.substring(0, slash);
      remainder = reference.substring(slash + 1);
    }
    if (domain.equals(LEGACY_DOCKER_HUB)) {
      domain = DOCKER_HUB;
    }
    if (domain.equals(DOCKER_HUB) && remainder.indexOf('/') < 0) {
      remainder = OFFICIAL_IMAGES + remainder;
    }

    int pathEnd = endBefore(remainder, 0, ":@");
    String path = remainder.substring(0, pathEnd);
    String name = domain + '/' + path;
    checkName(reference, domain, path);

    String tag = null;
    int tagEnd = pathEnd;
    if (remainder.startsWith(":", pathEnd)) {
      tagEnd = endBefore(remainder, pathEnd + 1, "@");
      tag = remainder.substring(pathEnd + 1, tagEnd);
      if (!ReferenceGrammar.isTag(tag)) {
        throw new InvalidImageReferenceException(reference, "the tag is not valid");
      }
    }
    String digest = null;
    if (remainder.startsWith("@", tagEnd)) {
      digest = remainder.substring(tagEnd + 1);
      if (!ReferenceGrammar.isDigest(digest)) {
        throw new InvalidImageReferenceException(reference, "the digest is not valid");
      }
    }
    return new ImageReference(name, tag, digest);
  }

  /**
   * Whether what stands before the first slash is taken for a registry ({@code splitDockerDomain}):
   * a look at it decides, and it may turn out not to be one.
   */
  private static boolean isDomainByLook(String reference, int slash) {
    String first = reference.substring(0, slash);
    return first.equals("localhost")
        || first.indexOf('.') >= 0
        || first.indexOf(':') >= 0
        || first.chars().anyMatch(ReferenceGrammar::isUpperCase);
  }

  private static void checkName(String reference, String domain, String path)
      throws InvalidImageReferenceException {
    if (!ReferenceGrammar.isPath(path)) {
      throw new InvalidImageReferenceException(
          reference,
          path.chars().anyMatch(ReferenceGrammar::isUpperCase)
              ? "the repository must be in lower case"
              : "the repository is not valid");
    }
    int pathLength = path.length();
    if (!ReferenceGrammar.isDomain(domain)) {
      // "re_g.io/app": no host may hold an underscore, but a path may, and the grammar makes the
      // domain optional. So all
      // of it is a path, without a domain; the name stays the same text, and all of it counts for
      // the length.
      if (!ReferenceGrammar.isPath(domain)) {
        throw new InvalidImageReferenceException(reference, "the registry is not valid");
      }
      pathLength += domain.length() + 1;
    }
    if (pathLength > MAX_PATH_LENGTH) {
      throw new InvalidImageReferenceException(
          reference, "the repository has more than " + MAX_PATH_LENGTH + " characters");
    }
  }

  private static int endBefore(String text, int start, String stops) {
    int i = start;
    while (i < text.length() && stops.indexOf(text.charAt(i)) < 0) {
      i++;
    }
    return i;
  }

  /** What the kubelet looks up: registry and repository, without tag and digest. */
  public String name() {
    return name;
  }

  /** The first component of the name, with its port. */
  public String registry() {
    return name.substring(0, name.indexOf('/'));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ImageReference that
        && name.equals(that.name)
        && Objects.equals(tag, that.tag)
        && Objects.equals(digest, that.digest);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, tag, digest);
  }

  /** The normalised reference. Its grammar leaves nothing that would be unsafe to print. */
  @Override
  public String toString() {
    return name + (tag == null ? "" : ":" + tag) + (digest == null ? "" : "@" + digest);
  }
}
