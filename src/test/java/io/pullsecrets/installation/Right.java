package io.pullsecrets.installation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * One verb of an RBAC rule, for one resource.
 *
 * @param namespace where it holds; empty for all
 * @param group API group of the resource; empty for the core group
 * @param name of the one object for which it holds; empty for all
 */
record Right(String namespace, String verb, String group, String resource, String name) {

  /** Those that a Role or ClusterRole gives. */
  static List<Right> of(JsonNode role) {
    List<Right> rights = new ArrayList<>();
    String namespace = role.at("/metadata/namespace").asText();
    for (JsonNode rule : role.path("rules")) {
      List<String> names = texts(rule.path("resourceNames"));
      for (String verb : texts(rule.path("verbs"))) {
        for (String group : texts(rule.path("apiGroups"))) {
          for (String resource : texts(rule.path("resources"))) {
            for (String name : names.isEmpty() ? List.of("") : names) {
              rights.add(new Right(namespace, verb, group, resource, name));
            }
          }
        }
      }
    }
    return rights;
  }

  /** Whether it allows a request of which the API server's audit log has this entry. */
  boolean allows(JsonNode entry) {
    JsonNode object = entry.path("objectRef");
    return entry.path("verb").asText().equals(verb)
        && object.path("apiGroup").asText().equals(group)
        && object.path("resource").asText().equals(resource)
        && (namespace.isEmpty() || object.path("namespace").asText().equals(namespace))
        && (name.isEmpty() || object.path("name").asText().equals(name));
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  @Override
  public String toString() {
    return "%s %s%s%s%s"
        .formatted(
            verb,
            resource,
            group.isEmpty() ? "" : "." + group,
            name.isEmpty() ? "" : "/" + name,
            namespace.isEmpty() ? "" : " in " + namespace);
  }
}
