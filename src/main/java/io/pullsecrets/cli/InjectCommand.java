package io.pullsecrets.cli;

import io.pullsecrets.image.PrintableText;
import io.pullsecrets.index.StoredCluster;
import io.pullsecrets.injection.Decision;
import io.pullsecrets.injection.Explanation;
import io.pullsecrets.injection.PodImages;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints manifests with the pull secrets that the webhook would give to their pods. */
@Command(
    name = "inject",
    description = {
      "Prints manifests with the pull secrets that their pods would get.",
      "Pods, and the templates in Deployments, StatefulSets, DaemonSets, ReplicaSets,"
          + " ReplicationControllers, Jobs, CronJobs and PodTemplates, also in lists; all else"
          + " passes through. What is there stays to the letter, comments too."
    },
    footer = {
      "%nExamples:",
      "  kubectl get namespaces,secrets,serviceaccounts -A -o yaml >state.yaml",
      "  kubectl pull-secrets inject -f job.yaml --state state.yaml | kubectl apply -f -",
      "  kustomize build . | kubectl pull-secrets inject -f - -n runai-nlp",
      "%nExit codes: 0 done; 2 wrong usage, or something couldn't be read."
    })
final class InjectCommand implements Callable<Integer> {
  private static final int PRINTED_LENGTH = 253;

  private final Console console;

  @Option(
      names = {"-f", "--filename"},
      required = true,
      paramLabel = "FILE",
      description = "Manifests: a file, a folder, or - for standard input.")
  private List<String> files = new ArrayList<>();

  @Option(
      names = {"-q", "--quiet"},
      description = "Says nothing of what was injected.")
  private boolean quiet;

  @Mixin private ClusterOptions clusterOptions = new ClusterOptions();

  InjectCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    List<Input> inputs = Input.read(files, console.in());
    List<List<Node>> documents = inputs.stream().map(YamlText::nodes).toList();
    StoredCluster cluster = cluster(documents.stream().flatMap(List::stream).toList());
    // All or nothing: whoever reads along would apply the half before an error.
    StringBuilder all = new StringBuilder();
    // Or else readers take a stream that begins with JSON for one of JSON.
    String separator = inputs.size() > 1 && isJson(inputs.get(0)) ? "---\n" : "";
    for (int i = 0; i < inputs.size(); i++) {
      all.append(separator).append(inject(inputs.get(i), documents.get(i), cluster));
      separator = inputs.get(i).text().endsWith("\n") ? "---\n" : "\n---\n";
    }
    console.out().print(all);
    return ExitCode.OK;
  }

  private static boolean isJson(Input input) {
    return input.text().stripLeading().startsWith("{");
  }

  private StoredCluster cluster(List<Node> documents) {
    if (!clusterOptions.isLive()) {
      return clusterOptions.fromFiles(console.in());
    }
    Set<String> namespaces = new TreeSet<>();
    documents.forEach(
        document -> Workload.in(document).forEach(each -> namespaces.add(namespaceOf(each))));
    try (LiveCluster live = clusterOptions.connect()) {
      return live.around(namespaces, clusterOptions.rules());
    }
  }

  private String namespaceOf(Workload workload) {
    return workload
        .namespace()
        .or(() -> Optional.ofNullable(clusterOptions.namespace()))
        .orElseThrow(
            () ->
                new UserError(
                    workload.title() + " names no namespace; say with -n where it will be."));
  }

  private String inject(Input input, List<Node> documents, StoredCluster cluster) {
    PullSecretList lists = new PullSecretList(input.text());
    List<TextEdit> edits = new ArrayList<>();
    List<Object> wanted = YamlText.values(input);
    for (int i = 0; i < documents.size(); i++) {
      for (Workload workload : Workload.in(documents.get(i))) {
        List<String> added = decide(workload, cluster);
        if (!added.isEmpty()) {
          edits.add(
              lists.append(
                  Objects.requireNonNull(YamlFields.tuple(workload.pod(), "spec")), added));
          append(podIn(wanted.get(i), workload.path()), added);
        }
      }
    }
    String injected = TextEdit.apply(input.text(), edits);
    if (!edits.isEmpty() && !wanted.equals(read(new Input(input.name(), injected)))) {
      throw new UserError(
          "The pull secrets can't be written into "
              + input.name()
              + " without changing something else, most likely because of an anchor; write its"
              + " pods without anchors.");
    }
    return injected;
  }

  /** The names to append to a pod's list. */
  private List<String> decide(Workload workload, StoredCluster cluster) {
    if (workload.hasMergeKeys()) {
      throw new UserError(
          workload.title() + " uses merge keys (<<), which can't be read here; write them out.");
    }
    String namespace = namespaceOf(workload);
    PodImages written = workload.images();
    PodImages pod = EffectivePod.of(written, namespace, cluster);
    Explanation explanation = cluster.index().explain(namespace, pod);
    if (!quiet) {
      console
          .err()
          .printf(
              "%s in %s: %s: %s%n",
              workload.title(),
              PrintableText.of(namespace, PRINTED_LENGTH),
              explanation.decision().reason().code(),
              explanation.decision().explanation());
      explanation.decision().warning().ifPresent(each -> console.err().println("warning: " + each));
    }
    if (!(explanation.decision() instanceof Decision.Inject injection)) {
      return List.of();
    }
    List<String> added = new ArrayList<>();
    if (written.pullSecrets().isEmpty()) {
      // With a list of its own, the pod no longer gets its ServiceAccount's from Kubernetes.
      added.addAll(pod.pullSecrets());
    }
    injection.added().forEach(each -> added.add(each.secret()));
    return added;
  }

  private static @Nullable List<Object> read(Input injected) {
    try {
      return YamlText.values(injected);
    } catch (UserError e) {
      return null;
    }
  }

  @SuppressWarnings("unchecked") // What the parser makes is made of these.
  private static Map<Object, Object> podIn(Object document, List<Object> path) {
    Object node = document;
    for (Object step : path) {
      Object next =
          step instanceof Integer position
              ? ((List<Object>) node).get(position)
              : ((Map<Object, Object>) node).get(step);
      node = Objects.requireNonNull(next);
    }
    return (Map<Object, Object>) node;
  }

  @SuppressWarnings("unchecked")
  private static void append(Map<Object, Object> pod, List<String> names) {
    Map<Object, Object> spec = (Map<Object, Object>) Objects.requireNonNull(pod.get("spec"));
    List<Object> list = new ArrayList<>();
    if (spec.get("imagePullSecrets") instanceof List<?> before) {
      list.addAll(before);
    }
    names.forEach(
        each -> {
          Map<Object, Object> reference = new LinkedHashMap<>();
          reference.put("name", each);
          list.add(reference);
        });
    spec.put("imagePullSecrets", list);
  }
}
