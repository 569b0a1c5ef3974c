package io.pullsecrets.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** The fields of a mapping, found by name. What has another type than asked for is missing. */
final class YamlFields {
  private YamlFields() {}

  static @Nullable NodeTuple tuple(@Nullable Node parent, String field) {
    if (parent instanceof MappingNode mapping) {
      for (NodeTuple each : mapping.getValue()) {
        if (each.getKeyNode() instanceof ScalarNode key && key.getValue().equals(field)) {
          return each;
        }
      }
    }
    return null;
  }

  static @Nullable Node get(@Nullable Node parent, String... path) {
    Node node = parent;
    for (String field : path) {
      NodeTuple tuple = tuple(node, field);
      node = tuple == null ? null : tuple.getValueNode();
    }
    return node;
  }

  static @Nullable String text(@Nullable Node parent, String... path) {
    return get(parent, path) instanceof ScalarNode scalar && scalar.getTag().equals(Tag.STR)
        ? scalar.getValue()
        : null;
  }

  static String textOr(String otherwise, @Nullable Node parent, String... path) {
    return Objects.requireNonNullElse(text(parent, path), otherwise);
  }

  static List<Node> items(@Nullable Node parent, String... path) {
    return get(parent, path) instanceof SequenceNode sequence ? sequence.getValue() : List.of();
  }

  /** The texts under a field of each item. */
  static List<String> texts(List<Node> items, String... path) {
    List<String> texts = new ArrayList<>();
    for (Node item : items) {
      String text = text(item, path);
      if (text != null && !text.isEmpty()) {
        texts.add(text);
      }
    }
    return texts;
  }
}
