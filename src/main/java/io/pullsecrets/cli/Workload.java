package io.pullsecrets.cli;

import io.pullsecrets.image.PrintableText;
import io.pullsecrets.injection.PodAnnotations;
import io.pullsecrets.injection.PodImages;
import io.pullsecrets.project.InjectSwitch;
import io.pullsecrets.project.ServiceAccount;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * A pod in a manifest, or the template that a controller makes pods from.
 *
 * @param kind the kind of the object
 * @param name its name; for a pod without one, what its name will begin with
 * @param namespace its namespace, if it names one
 * @param path fields and positions that lead from the document to the pod
 * @param pod the pod or template itself, with {@code metadata} and {@code spec}
 */
record Workload(
    String kind, String name, Optional<String> namespace, List<Object> path, MappingNode pod) {
  /** By kind and the group of its API, where the pod's template stands in it. */
  private static final Map<String, List<String>> TEMPLATES =
      Map.of(
          "/Pod", List.of(),
          "/PodTemplate", List.of("template"),
          "/ReplicationController", List.of("spec", "template"),
          "apps/Deployment", List.of("spec", "template"),
          "apps/StatefulSet", List.of("spec", "template"),
          "apps/DaemonSet", List.of("spec", "template"),
          "apps/ReplicaSet", List.of("spec", "template"),
          "batch/Job", List.of("spec", "template"),
          "batch/CronJob", List.of("spec", "jobTemplate", "spec", "template"));

  private static final int PRINTED_LENGTH = 300;

  /** YAML 1.1's way to take fields over from another mapping, which the parser doesn't know. */
  private static final String MERGE = "<<";

  Workload {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(namespace, "namespace");
    path = List.copyOf(path);
    Objects.requireNonNull(pod, "pod");
  }

  /** The pods and templates of a document, those in a list too. */
  static List<Workload> in(Node document) {
    List<Workload> workloads = new ArrayList<>();
    collect(document, List.of(), "", "", workloads);
    return workloads;
  }

  private static void collect(
      Node object,
      List<Object> path,
      String defaultKind,
      String defaultVersion,
      List<Workload> into) {
    String kind = YamlFields.textOr(defaultKind, object, "kind");
    String version = YamlFields.textOr(defaultVersion, object, "apiVersion");
    if (kind.endsWith("List")) {
      List<Node> items = YamlFields.items(object, "items");
      String kindOfItems = kind.substring(0, kind.length() - "List".length());
      for (int i = 0; i < items.size(); i++) {
        List<Object> pathOfItem = with(with(path, "items"), i);
        collect(items.get(i), pathOfItem, kindOfItems, version, into);
      }
      return;
    }
    int slash = version.indexOf('/');
    List<String> template =
        TEMPLATES.get((slash < 0 ? "" : version.substring(0, slash)) + "/" + kind);
    if (template == null) {
      return;
    }
    List<Object> pathOfPod = path;
    for (String field : template) {
      pathOfPod = with(pathOfPod, field);
    }
    if (YamlFields.get(object, template.toArray(String[]::new)) instanceof MappingNode pod) {
      String name =
          YamlFields.textOr(
              YamlFields.textOr("", object, "metadata", "generateName"),
              object,
              "metadata",
              "name");
      into.add(
          new Workload(
              kind,
              name,
              Optional.ofNullable(YamlFields.text(object, "metadata", "namespace")),
              pathOfPod,
              pod));
    }
  }

  private static List<Object> with(List<Object> path, Object step) {
    List<Object> longer = new ArrayList<>(path);
    longer.add(step);
    return longer;
  }

  /** Kind and name, safe to print. */
  String title() {
    return PrintableText.of(kind.toLowerCase(Locale.ROOT) + "/" + name, PRINTED_LENGTH);
  }

  /** Whether it says anything by a merge key, of which this program would know nothing. */
  boolean hasMergeKeys() {
    Node spec = YamlFields.get(pod, "spec");
    return YamlFields.tuple(pod, MERGE) != null
        || YamlFields.tuple(spec, MERGE) != null
        || containers(spec).stream().anyMatch(each -> YamlFields.tuple(each, MERGE) != null);
  }

  /** What the decision needs of it; the same fields that the webhook reads. */
  PodImages images() {
    Node spec = YamlFields.get(pod, "spec");
    List<String> images = new ArrayList<>(YamlFields.texts(containers(spec), "image"));
    images.addAll(YamlFields.texts(YamlFields.items(spec, "volumes"), "image", "reference"));
    Map<String, String> annotations = texts(YamlFields.get(pod, "metadata", "annotations"));
    String account = YamlFields.textOr("", spec, "serviceAccountName");
    return new PodImages(
        images,
        YamlFields.texts(YamlFields.items(spec, "imagePullSecrets"), "name"),
        account.isEmpty() ? ServiceAccount.DEFAULT : account,
        annotations.containsKey(PodAnnotations.MIRROR),
        InjectSwitch.isOff(texts(YamlFields.get(pod, "metadata", "labels")), annotations));
  }

  /** The pod as it was before the webhook had it, if it has had it. */
  PodImages imagesBeforeInjection() {
    PodImages now = images();
    Set<String> injected = new LinkedHashSet<>();
    String pairs = YamlFields.textOr("", pod, "metadata", "annotations", PodAnnotations.INJECTED);
    for (String pair : pairs.split(",", -1)) {
      int equals = pair.indexOf('=');
      injected.add(equals < 0 ? pair : pair.substring(0, equals));
    }
    return withPullSecrets(
        now, now.pullSecrets().stream().filter(each -> !injected.contains(each)).toList());
  }

  /** The pod with another list. */
  static PodImages withPullSecrets(PodImages pod, List<String> pullSecrets) {
    return new PodImages(
        pod.images(), pullSecrets, pod.serviceAccount(), pod.mirror(), pod.optedOut());
  }

  private static List<Node> containers(@Nullable Node spec) {
    List<Node> containers = new ArrayList<>(YamlFields.items(spec, "initContainers"));
    containers.addAll(YamlFields.items(spec, "containers"));
    containers.addAll(YamlFields.items(spec, "ephemeralContainers"));
    return containers;
  }

  private static Map<String, String> texts(@Nullable Node mapping) {
    Map<String, String> texts = new HashMap<>();
    if (mapping instanceof MappingNode fields) {
      for (NodeTuple each : fields.getValue()) {
        if (each.getKeyNode() instanceof ScalarNode key
            && each.getValueNode() instanceof ScalarNode value) {
          texts.put(key.getValue(), value.getValue());
        }
      }
    }
    return texts;
  }
}
