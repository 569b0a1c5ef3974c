package io.pullsecrets.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads YAML, and with it JSON. Its errors name a place and quote nothing. */
final class YamlText {
  private YamlText() {}

  /** The documents as values, a null for an empty one. */
  static List<Object> values(Input input) {
    return all(input, new Load(settings(input)).loadAllFromString(input.text()));
  }

  /** The documents that are objects. */
  static List<Map<?, ?>> objects(Input input) {
    List<Map<?, ?>> objects = new ArrayList<>();
    for (Object each : values(input)) {
      if (each instanceof Map<?, ?> object) {
        objects.add(object);
      } else if (each != null) {
        throw new UserError(input.name() + " holds something else than Kubernetes objects.");
      }
    }
    return objects;
  }

  /** The documents with the places where everything stands. */
  static List<Node> nodes(Input input) {
    return all(input, new Compose(settings(input)).composeAllFromString(input.text()));
  }

  private static <T> List<T> all(Input input, Iterable<T> documents) {
    List<T> all = new ArrayList<>();
    try {
      documents.forEach(all::add);
    } catch (MarkedYamlEngineException e) {
      String place =
          e.getProblemMark()
              .map(
                  mark -> " at line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1))
              .orElse("");
      throw new UserError(input.name() + " is not valid YAML" + place + ".");
    } catch (YamlEngineException e) {
      throw new UserError(input.name() + " is not valid YAML.");
    }
    return all;
  }

  private static LoadSettings settings(Input input) {
    // The state of a large cluster has many megabytes; the default limit is three.
    return LoadSettings.builder()
        .setLabel(input.name())
        .setCodePointLimit(Integer.MAX_VALUE)
        .build();
  }
}
