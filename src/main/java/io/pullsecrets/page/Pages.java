package io.pullsecrets.page;

import static java.util.stream.Collectors.groupingBy;

import io.pullsecrets.configuration.InjectorConfiguration;
import io.pullsecrets.image.PrintableText;
import io.pullsecrets.index.ClusterIndex;
import io.pullsecrets.index.NamedProject;
import io.pullsecrets.index.ProjectSnapshot;
import io.pullsecrets.index.SecretFacts;
import io.pullsecrets.injection.Candidates;
import io.pullsecrets.injection.PodImages;
import io.pullsecrets.journal.RecentDecisions;
import io.pullsecrets.observability.InjectorState;
import io.pullsecrets.observability.SecretEvent;
import io.pullsecrets.observability.StateKeeper;
import io.pullsecrets.project.Project;
import io.pullsecrets.project.Reach;
import io.pullsecrets.project.ServiceAccount;
import io.pullsecrets.registry.PullSecret;
import io.pullsecrets.replication.NamespacePass;
import io.pullsecrets.replicator.Replicator;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gathers what stands on the pages. Reads only memory, and of long lists only what is shown. */
@Singleton
final class Pages {
  private static final int SHOWN_ON_OVERVIEW = 10;
  private static final int MAX_ECHO = 100;

  private final StateKeeper keeper;
  private final ClusterIndex index;
  private final Replicator replicator;
  private final RecentDecisions recent;
  private final Health health;
  private final InjectorConfiguration configuration;
  private final String replica =
      Names.printable(Optional.ofNullable(System.getenv("HOSTNAME")).orElse("this replica"));

  @Inject
  Pages(
      StateKeeper keeper,
      ClusterIndex index,
      Replicator replicator,
      RecentDecisions recent,
      Health health,
      InjectorConfiguration configuration) {
    this.keeper = keeper;
    this.index = index;
    this.replicator = replicator;
    this.recent = recent;
    this.health = health;
    this.configuration = configuration;
  }

  OverviewPage overview() {
    InjectorState state = keeper.now();
    Map<String, Integer> copies = copiesBySource(state);
    List<SecretRow> troubled =
        sources().stream()
            .map(each -> source(each, state, copies))
            .filter(each -> !each.findings().isEmpty() || !each.events().isEmpty())
            .toList();
    return new OverviewPage(
        frame("Overview", state),
        health.facts(state),
        health.watches(state),
        troubled.subList(0, Math.min(SHOWN_ON_OVERVIEW, troubled.size())),
        Math.max(0, troubled.size() - SHOWN_ON_OVERVIEW),
        elsewhere(state),
        recent.latestFirst().stream().limit(SHOWN_ON_OVERVIEW).map(DecisionRow::of).toList(),
        ExplainForm.EMPTY);
  }

  SecretsPage secrets(String filter, int page) {
    InjectorState state = keeper.now();
    Map<String, Integer> copies = copiesBySource(state);
    String namespace = configuration.clusterWideNamespace();
    List<SecretFacts> found =
        index.secrets(namespace).stream()
            .filter(each -> each.secret().name().contains(filter))
            .sorted(
                Comparator.comparing((SecretFacts each) -> each.reach().isEmpty())
                    .thenComparing(each -> each.secret().name()))
            .toList();
    return new SecretsPage(
        frame("Secrets", state),
        namespace,
        configuration.clusterWideSecret(),
        filter,
        Slice.of(
            found,
            page,
            "/status/secrets?name=" + encoded(filter) + "&page=",
            each -> source(each, state, copies)));
  }

  ProjectsPage projects(String filter, boolean amissOnly, int page) {
    InjectorState state = keeper.now();
    Map<String, NamespacePass> passes = state.replication().passes();
    String wanted = filter.toLowerCase(Locale.ROOT);
    List<NamedProject> found =
        index.projects().stream()
            .filter(
                each ->
                    each.project().namespace().contains(wanted)
                        || each.name().toLowerCase(Locale.ROOT).contains(wanted))
            .filter(each -> !amissOnly || isAmiss(passes.get(each.project().namespace())))
            .sorted(Comparator.comparing(each -> each.project().namespace()))
            .toList();
    List<SecretFacts> sources = sources();
    return new ProjectsPage(
        frame("Projects", state),
        filter,
        amissOnly,
        state.replication().leads(),
        sources.size(),
        Slice.of(
            found,
            page,
            "/status/projects?name=" + encoded(filter) + (amissOnly ? "&amiss=on" : "") + "&page=",
            each ->
                ProjectRow.of(
                    each.project().namespace(),
                    "/status/project?namespace=" + encoded(each.project().namespace()),
                    each.name(),
                    each.project().department(),
                    copies(each.project(), sources, passes))));
  }

  /** Empty if there is no such project. */
  Optional<ProjectPage> project(String namespace, int page) {
    InjectorState state = keeper.now();
    String link = "/status/project?namespace=" + encoded(namespace) + "&page=";
    return find(namespace)
        .map(
            named ->
                new ProjectPage(
                    frame("Projects", state),
                    Names.printable(named.project().namespace()),
                    Names.printable(named.name()),
                    named.project().department().map(Names::printable),
                    Slice.of(
                        copies(named.project(), sources(), state.replication().passes()),
                        page,
                        link,
                        each -> each),
                    Slice.of(own(named.project().namespace()), page, link, each -> each),
                    new ExplainForm("", named.project().namespace())));
  }

  DecisionsPage decisions() {
    return new DecisionsPage(
        frame("Decisions", keeper.now()),
        RecentDecisions.CAPACITY,
        recent.latestFirst().stream().map(DecisionRow::of).toList());
  }

  /**
   * @param project a namespace or, where none of that name is a project's, the name of a project
   */
  ExplainPage explain(String images, String project) {
    Frame frame = frame("Explain", keeper.now());
    ExplainForm form = new ExplainForm(images, project);
    List<String> named =
        Arrays.stream(images.split("[\\s,]+")).filter(each -> !each.isEmpty()).distinct().toList();
    if (named.isEmpty() && project.isBlank()) {
      return new ExplainPage(frame, form, Optional.empty(), Optional.empty());
    }
    if (named.isEmpty() || project.isBlank()) {
      return new ExplainPage(
          frame, form, Optional.of("Say both an image and a project."), Optional.empty());
    }
    String namespace =
        find(project.strip()).map(each -> each.project().namespace()).orElse(project.strip());
    PodImages pod = PodImages.of(named, pullSecretsOfDefault(namespace));
    return new ExplainPage(
        frame,
        form,
        find(namespace).isEmpty()
            ? Optional.of(
                "No project has the namespace or the name "
                    + PrintableText.of(namespace, MAX_ECHO)
                    + ".")
            : Optional.empty(),
        Optional.of(ExplainPage.Answer.of(namespace, pod, index.explain(namespace, pod))));
  }

  /** Kubernetes gives these to a pod without a list before it asks the webhook. */
  private List<String> pullSecretsOfDefault(String namespace) {
    return index
        .snapshot(namespace)
        .map(each -> each.candidates().serviceAccounts().get(ServiceAccount.DEFAULT))
        .map(ServiceAccount::imagePullSecrets)
        .orElse(List.of());
  }

  private Optional<NamedProject> find(String namespaceOrName) {
    List<NamedProject> projects = index.projects();
    return projects.stream()
        .filter(each -> each.project().namespace().equals(namespaceOrName))
        .findFirst()
        .or(
            () ->
                projects.stream().filter(each -> each.name().equals(namespaceOrName)).findFirst());
  }

  private Frame frame(String current, InjectorState state) {
    return new Frame(
        current,
        replica,
        state.replication().leads()
            ? "it leads"
            : state.leader().map(each -> Health.pod(each) + " leads").orElse("it doesn't lead"),
        DecisionRow.time(state.at()) + " UTC");
  }

  private List<SecretFacts> sources() {
    return index.clusterWideSecrets().stream()
        .sorted(Comparator.comparing(each -> each.secret().name()))
        .toList();
  }

  private SecretRow source(SecretFacts facts, InjectorState state, Map<String, Integer> copies) {
    PullSecret secret = facts.secret();
    boolean isSource = facts.reach().isPresent() && configuration.clusterWideSecret();
    boolean isUsable = secret.repaired().givesCredential();
    Badge badge =
        !isSource
            ? new Badge(Tone.NEUTRAL, "not-cluster-wide")
            : isUsable ? new Badge(Tone.GOOD, "cluster-wide") : new Badge(Tone.BAD, "unusable");
    return SecretRow.of(
        secret,
        secret.repaired(),
        badge,
        facts.reach().map(Pages::audience).orElse("no label means it for projects"),
        isSource && state.replication().leads()
            ? Optional.of(Integer.toString(copies.getOrDefault(facts.uid(), 0)))
            : Optional.empty(),
        events(state, secret));
  }

  private static List<FindingRow> events(InjectorState state, PullSecret secret) {
    return state.problems().stream()
        .filter(
            each ->
                each.name().equals(secret.name()) && each.namespace().equals(secret.namespace()))
        .map(FindingRow::of)
        .toList();
  }

  /** What Events tell of Secrets that aren't cluster-wide. */
  private List<SecretRow> elsewhere(InjectorState state) {
    Map<String, List<SecretEvent>> bySecret =
        state.problems().stream()
            .filter(each -> !each.namespace().equals(configuration.clusterWideNamespace()))
            .collect(groupingBy(each -> each.namespace() + "/" + each.name()));
    return bySecret.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .limit(SHOWN_ON_OVERVIEW)
        .map(
            each ->
                new SecretRow(
                    Names.printable(each.getKey()),
                    Badge.of(each.getValue().get(0).reason()),
                    "",
                    List.of(),
                    0,
                    Optional.empty(),
                    List.of(),
                    each.getValue().stream().map(FindingRow::of).toList()))
        .toList();
  }

  private static String audience(Reach reach) {
    return reach instanceof Reach.Department department
        ? "the projects of department " + Names.printable(department.id())
        : "all projects";
  }

  private static Map<String, Integer> copiesBySource(InjectorState state) {
    Map<String, Integer> copies = new HashMap<>();
    state
        .replication()
        .passes()
        .values()
        .forEach(
            pass ->
                pass.plan()
                    .copies()
                    .forEach(copy -> copies.merge(copy.source().uid(), 1, Integer::sum)));
    return copies;
  }

  private static boolean isAmiss(@Nullable NamespacePass pass) {
    return pass != null
        && !(pass.refused().isEmpty()
            && pass.plan().conflicts().isEmpty()
            && pass.plan().unknownDepartments().isEmpty());
  }

  private List<CopyRow> copies(
      Project project, List<SecretFacts> sources, Map<String, NamespacePass> passes) {
    return CopyRows.of(
        project,
        sources,
        configuration.clusterWideNamespace(),
        replicator.planFor(project.namespace()),
        Optional.ofNullable(passes.get(project.namespace())));
  }

  /** The project's own Secrets: all but copies. */
  private List<SecretRow> own(String namespace) {
    Optional<Candidates> candidates = index.snapshot(namespace).map(ProjectSnapshot::candidates);
    return index.secrets(namespace).stream()
        .filter(each -> each.copyMark().isEmpty())
        .sorted(Comparator.comparing(each -> each.secret().name()))
        .map(
            each ->
                SecretRow.of(
                    each.secret(),
                    each.secret(),
                    declaration(each.secret().name(), candidates),
                    "",
                    Optional.empty(),
                    List.of()))
        .toList();
  }

  private static Badge declaration(String name, Optional<Candidates> candidates) {
    if (candidates.filter(each -> each.switchedOff().contains(name)).isPresent()) {
      return new Badge(Tone.NEUTRAL, "switched-off");
    }
    return candidates.flatMap(each -> each.declared().find(name)).isPresent()
        ? new Badge(Tone.GOOD, "declared")
        : new Badge(Tone.WARNING, "not-declared");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
