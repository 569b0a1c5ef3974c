package io.pullsecrets.cli;

import io.pullsecrets.index.StoredCluster;
import io.pullsecrets.injection.PodImages;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says which pull secrets a pod gets, and of every other Secret why not. */
@Command(
    name = "explain",
    description = {
      "Says which pull secrets a pod gets, and of every other Secret why not.",
      "A pod that the injector has changed already is explained as it was before."
    },
    footer = {
      "%nExamples:",
      "  kubectl pull-secrets explain trainer-0-0 -n runai-nlp",
      "  kubectl pull-secrets explain --image nvcr.io/nvidia/nemo:25.07 --project nlp",
      "  kubectl get pod trainer-0-0 -n runai-nlp -o yaml | kubectl pull-secrets explain -f -",
      "  kubectl pull-secrets explain -f job.yaml --state state.yaml -o json",
      "%nExit codes: 0 explained; 2 wrong usage, or something couldn't be read."
    })
final class ExplainCommand implements Callable<Integer> {
  private final Console console;

  @ArgGroup(multiplicity = "1")
  private Subject subject = new Subject();

  @Option(
      names = "--project",
      paramLabel = "PROJECT",
      description = "The project by its name in Run:ai, in place of its namespace (-n).")
  private @Nullable String project;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "table (the default) or json.")
  private OutputFormat output = OutputFormat.TABLE;

  @Mixin private ClusterOptions clusterOptions = new ClusterOptions();

  ExplainCommand(Console console) {
    this.console = console;
  }

  /** What is to be explained: one of these. */
  static final class Subject {
    @Parameters(index = "0", paramLabel = "POD", description = "A pod of the cluster.")
    private @Nullable String pod;

    @Option(
        names = {"-f", "--filename"},
        paramLabel = "FILE",
        description = "Pods and templates: a file, a folder, or - for standard input.")
    private List<String> files = new ArrayList<>();

    @Option(
        names = "--image",
        paramLabel = "IMAGE",
        description = "An image; several for a pod with several.")
    private List<String> images = new ArrayList<>();
  }

  @Override
  public Integer call() {
    List<ExplainedPod> explained = clusterOptions.isLive() ? live() : fromFiles();
    if (output == OutputFormat.JSON) {
      console
          .out()
          .print(
              JsonText.pretty(
                  json -> {
                    json.writeStartArray();
                    for (ExplainedPod each : explained) {
                      each.writeTo(json);
                    }
                    json.writeEndArray();
                  }));
    } else {
      String gap = "";
      for (ExplainedPod each : explained) {
        console.out().print(gap + each.toTable());
        gap = "\n";
      }
    }
    return ExitCode.OK;
  }

  private List<ExplainedPod> fromFiles() {
    if (subject.pod != null) {
      throw new UserError(
          "A state has no pods: give the pod as a file (-f), or leave --state out to look into the"
              + " cluster.");
    }
    List<Workload> workloads = workloads(Input.read(subject.files, console.in()));
    StoredCluster cluster = clusterOptions.fromFiles(console.in());
    String namespace =
        project == null
            ? clusterOptions.namespace()
            : cluster
                .namespaceOf(project)
                .orElseThrow(
                    () ->
                        new UserError(
                            "No namespace of the state is that of project " + project + "."));
    return explain(workloads, namespace, cluster);
  }

  private List<ExplainedPod> live() {
    List<Workload> workloads = new ArrayList<>(workloads(Input.read(subject.files, console.in())));
    try (LiveCluster live = clusterOptions.connect()) {
      String namespace = clusterOptions.namespace();
      if (project != null) {
        namespace = live.namespaceOf(project, clusterOptions.rules());
      } else if (namespace == null) {
        namespace = live.namespace();
      }
      if (subject.pod != null) {
        workloads.addAll(workloads(List.of(live.pod(namespace, subject.pod))));
      }
      Set<String> namespaces = new TreeSet<>();
      for (Workload each : workloads) {
        namespaces.add(each.namespace().orElse(namespace));
      }
      if (workloads.isEmpty()) {
        namespaces.add(namespace);
      }
      return explain(workloads, namespace, live.around(namespaces, clusterOptions.rules()));
    }
  }

  private List<Workload> workloads(List<Input> inputs) {
    List<Workload> workloads = new ArrayList<>();
    inputs.forEach(
        input -> YamlText.nodes(input).forEach(each -> workloads.addAll(Workload.in(each))));
    if (workloads.isEmpty() && !inputs.isEmpty()) {
      throw new UserError(
          "There is neither a pod nor a template of one in " + inputs.get(0).name() + ".");
    }
    return workloads;
  }

  private List<ExplainedPod> explain(
      List<Workload> workloads, @Nullable String namespace, StoredCluster cluster) {
    if (workloads.isEmpty()) {
      return List.of(
          explain(
              "pod",
              named("The image", namespace),
              PodImages.of(subject.images, List.of()),
              cluster));
    }
    List<ExplainedPod> explained = new ArrayList<>();
    for (Workload each : workloads) {
      if (each.hasMergeKeys()) {
        throw new UserError(
            each.title() + " uses merge keys (<<), which can't be read here; write them out.");
      }
      explained.add(
          explain(
              each.title(),
              each.namespace().orElseGet(() -> named(each.title(), namespace)),
              each.imagesBeforeInjection(),
              cluster));
    }
    return explained;
  }

  private static String named(String what, @Nullable String namespace) {
    if (namespace == null) {
      throw new UserError(what + " names no namespace; say with -n or --project where it will be.");
    }
    return namespace;
  }

  private static ExplainedPod explain(
      String title, String namespace, PodImages written, StoredCluster cluster) {
    PodImages pod = EffectivePod.of(written, namespace, cluster);
    return new ExplainedPod(
        title, namespace, pod, Objects.requireNonNull(cluster.index().explain(namespace, pod)));
  }
}
