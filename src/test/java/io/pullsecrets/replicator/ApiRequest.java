package io.pullsecrets.replicator;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request to the API server, by its first line.
 *
 * @param method of HTTP
 * @param path without the query
 * @param query what follows the path, or nothing
 */
public record ApiRequest(String method, String path, String query) {
  private static final Pattern SECRETS =
      Pattern.compile("/api/v1/namespaces/([^/]+)/secrets(/[^/]+)?");

  boolean writesSecret() {
    return writesSecretIn("[^/]+");
  }

  boolean creates() {
    return method.equals("POST");
  }

  boolean deletes() {
    return method.equals("DELETE");
  }

  boolean changes() {
    return method.equals("PUT") || method.equals("PATCH");
  }

  /**
   * Whether it creates, changes or deletes a Secret in one of some namespaces.
   *
   * @param namespaces a regular expression
   */
  boolean writesSecretIn(String namespaces) {
    Matcher matcher = SECRETS.matcher(path);
    return !method.equals("GET") && matcher.matches() && matcher.group(1).matches(namespaces);
  }

  /** The namespace of the Secrets that it is about. */
  String namespace() {
    Matcher matcher = SECRETS.matcher(path);
    if (!matcher.matches()) {
      throw new IllegalStateException("not about secrets of a namespace: " + path);
    }
    return matcher.group(1);
  }

  public boolean isWatch() {
    return query.contains("watch=true");
  }

  public boolean isAboutLeases() {
    return path.startsWith("/apis/coordination.k8s.io/");
  }
}
