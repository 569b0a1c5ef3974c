package io.pullsecrets.cli;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Writes names into the {@code imagePullSecrets} of a manifest, as text, so that all else stays to
 * the letter. It does what is right for manifests as people and programs write them; whoever calls
 * reads the result again, to be sure.
 */
final class PullSecretList {
  private static final String FIELD = "imagePullSecrets";

  private final String text;

  /** For positions, which the parser counts in code points. */
  private final int[] codePoints;

  PullSecretList(String text) {
    this.text = text;
    this.codePoints = text.codePoints().toArray();
  }

  /** The edit that appends names to the list of a pod's {@code spec}. */
  TextEdit append(NodeTuple specTuple, List<String> names) {
    MappingNode spec = (MappingNode) specTuple.getValueNode();
    NodeTuple field = YamlFields.tuple(spec, FIELD);
    if (field == null) {
      return isFlow(spec) ? addToFlow(spec, names) : addToBlock(specTuple, spec, names);
    }
    Node value = field.getValueNode();
    if (!(value instanceof SequenceNode list)) {
      String space = start(value) == end(value) ? " " : ""; // nothing stands behind the colon
      return new TextEdit(start(value), end(value), space + "[" + flow(names) + "]");
    }
    if (list.getValue().isEmpty()) {
      return new TextEdit(start(list), end(list), "[" + flow(names) + "]");
    }
    Node last = list.getValue().get(list.getValue().size() - 1);
    if (isFlow(list)) {
      return insert(end(last), ", " + flow(names));
    }
    String indent = " ".repeat(column(list));
    return insert(endOfLine(endOfContent(last)), newLine() + block(indent, names));
  }

  private TextEdit addToFlow(MappingNode spec, List<String> names) {
    String list = "\"" + FIELD + "\": [" + flow(names) + "]";
    if (spec.getValue().isEmpty()) {
      return insert(start(spec) + 1, list);
    }
    int first = start(spec.getValue().get(0).getKeyNode());
    String before = text(startOfLine(first), first);
    return insert(first, list + "," + (before.isBlank() ? newLine() + before : " "));
  }

  /** Right below the line of {@code spec:}, so that a comment on the first field stays with it. */
  private TextEdit addToBlock(NodeTuple specTuple, MappingNode spec, List<String> names) {
    int first = start(spec.getValue().get(0).getKeyNode());
    String indent = " ".repeat(column(spec.getValue().get(0).getKeyNode()));
    String list = FIELD + ":" + newLine() + block(indent, names);
    int below = Math.min(endOfLine(end(specTuple.getKeyNode())) + newLine().length(), first);
    boolean onlyComments =
        text(below, first).lines().allMatch(each -> each.isBlank() || each.strip().startsWith("#"));
    return onlyComments && below <= startOfLine(first)
        ? insert(below, indent + list + newLine())
        : insert(first, list + newLine() + indent);
  }

  private String block(String indent, List<String> names) {
    return names.stream()
        .map(each -> indent + "- name: " + scalar(each))
        .collect(Collectors.joining(newLine()));
  }

  private static String flow(List<String> names) {
    return names.stream()
        .map(each -> "{\"name\": \"" + each + "\"}")
        .collect(Collectors.joining(", "));
  }

  /** A name of digits, say, is a number to YAML; without a letter in front it is quoted. */
  private static String scalar(String name) {
    boolean plain =
        Character.isLetter(name.charAt(0))
            && !name.matches("(?i)y|n|yes|no|on|off|true|false|null");
    return plain ? name : "\"" + name + "\"";
  }

  /** Where a value ends; a block's own mark lies behind the comments that follow it. */
  private static int endOfContent(Node node) {
    if (!(node instanceof CollectionNode<?> collection) || isFlow(node)) {
      return end(node);
    }
    List<?> children = collection.getValue();
    return endOfContent(
        children.get(children.size() - 1) instanceof NodeTuple tuple
            ? tuple.getValueNode()
            : (Node) children.get(children.size() - 1));
  }

  private int startOfLine(int position) {
    int start = position;
    while (start > 0 && codePoints[start - 1] != '\n') {
      start--;
    }
    return start;
  }

  private int endOfLine(int position) {
    int end = position;
    while (end < codePoints.length && codePoints[end] != '\n' && codePoints[end] != '\r') {
      end++;
    }
    return end;
  }

  private String text(int from, int to) {
    return new String(codePoints, from, Math.max(0, to - from));
  }

  private String newLine() {
    return text.contains("\r\n") ? "\r\n" : "\n";
  }

  private static TextEdit insert(int position, String inserted) {
    return new TextEdit(position, position, inserted);
  }

  private static boolean isFlow(@Nullable Node node) {
    return node instanceof CollectionNode<?> collection
        && collection.getFlowStyle() == FlowStyle.FLOW;
  }

  private static int column(Node node) {
    return node.getStartMark().map(Mark::getColumn).orElseThrow();
  }

  private static int start(Node node) {
    return node.getStartMark().map(Mark::getIndex).orElseThrow();
  }

  private static int end(Node node) {
    return node.getEndMark().map(Mark::getIndex).orElseThrow();
  }
}
