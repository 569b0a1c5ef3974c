package io.pullsecrets.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.pullsecrets.ServingCertificate;
import io.pullsecrets.demo.InjectorProcess.Program;
import io.pullsecrets.fault.CheckedLoad.Call;
import io.pullsecrets.fault.CheckedLoad.Report;
import io.pullsecrets.index.FaultyApi;
import io.pullsecrets.replicator.ApiRequest;
import io.pullsecrets.replicator.Fault;
import io.pullsecrets.replicator.Fault.OnTheWay;
import io.pullsecrets.replicator.FaultyProxy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An in-memory API server, packaged servers beside it, and a load of pods whose right answers don't
 * depend on what else happens: their projects and Secrets stay as they are.
 */
final class TestedCluster implements AutoCloseable {
  static final String PROJECT_LABEL = "runai/queue";
  private static final int PROJECTS = 4;
  private static final int CALLS_PER_SECOND = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final FaultyApi api = new FaultyApi();
  private final ServingCertificate apiCertificate = ServingCertificate.make();
  private final ServingCertificate strangeCertificate = ServingCertificate.make();
  private final ServingCertificate webhookCertificate = ServingCertificate.make();
  private final List<ReplicaProcess> replicas = new ArrayList<>();
  private final CheckedLoad load;
  private int started;

  TestedCluster() throws IOException {
    namespace("runai", Map.of());
    secret("runai", "shared", "shared.example", Map.of("runai/cluster-wide", "true"));
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < PROJECTS; i++) {
      String project = project(i);
      namespace(project, Map.of(PROJECT_LABEL, project));
      secret(project, "own", "own.example", Map.of("run.ai/resource", "docker-registry"));
      secret(project, "undeclared", "shared.example", Map.of());
      calls.add(Call.of(project, List.of(), List.of("shared.example/a"), List.of("shared")));
      calls.add(Call.of(project, List.of(), List.of("busybox"), List.of()));
      calls.add(
          Call.of(
              project,
              List.of("mine"),
              List.of("shared.example/a", "own.example/b:1"),
              List.of("mine", "own", "shared")));
      calls.add(
          Call.of("elsewhere", List.of("mine"), List.of("shared.example/a"), List.of("mine")));
    }
    load = new CheckedLoad(webhookCertificate.trust(), calls);
  }

  static String project(int number) {
    return "steady-" + number;
  }

  KubernetesClient admin() {
    return api.admin();
  }

  CheckedLoad load() {
    return load;
  }

  /** From now on the replicas get calls. */
  void startLoad() {
    load.start(CALLS_PER_SECOND);
  }

  /** Waits until so long has passed, and many calls have come to an end. */
  void goesOn(Duration atLeast) {
    long end = System.nanoTime() + atLeast.toNanos();
    int until = load.done() + CALLS_PER_SECOND;
    await()
        .atMost(atLeast.plusSeconds(60))
        .until(() -> System.nanoTime() >= end && load.done() >= until);
  }

  /** Prints what came of the calls since the last report, and asserts that each was answered. */
  void assertFlawless(String fault, long since) {
    assertFlawlessBut(-1, fault, since);
  }

  /**
   * Prints what came of the calls since the last report, and asserts that each was answered.
   *
   * @param port of a replica that was killed, whose answers may be missing
   * @param since as {@link System#nanoTime}, when the fault was over
   */
  void assertFlawlessBut(int port, String fault, long since) {
    double seconds = (System.nanoTime() - since) / 1e9;
    Report report = load.report();
    List<String> unanswered =
        report.unanswered().stream().filter(each -> !each.startsWith(port + ":")).toList();
    System.out.printf(
        Locale.ROOT,
        "%-52s %6d calls, %d wrong, %d unanswered; ms %5.1f %6.1f %7.1f; in step %.1f s later%n",
        fault,
        report.calls(),
        report.wrong().size(),
        report.unanswered().size(),
        report.median(),
        report.p99(),
        report.slowest(),
        seconds);
    assertThat(report.wrong()).as("wrong answers").isEmpty();
    assertThat(unanswered).as("calls without an answer").isEmpty();
    assertThat(report.calls()).as("answers").isGreaterThan(CALLS_PER_SECOND / 2);
  }

  List<ReplicaProcess> replicas() {
    return List.copyOf(replicas);
  }

  /** Starts one more replica; it gets calls when it is ready. */
  ReplicaProcess startReplica() throws IOException, InterruptedException {
    return startReplicas(1, Map.of()).get(0);
  }

  /** Starts several at once; they get calls when all are ready. */
  List<ReplicaProcess> startReplicas(int number, Map<String, String> environment)
      throws IOException, InterruptedException {
    List<ReplicaProcess> begun = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      String name = "replica-" + ++started;
      Program program = Program.packaged(Path.of("target", "fault-" + name + ".log"));
      begun.add(launch(program, name, environment));
    }
    for (ReplicaProcess each : begun) {
      each.process().awaitReady();
    }
    begun.forEach(each -> load.leadTo(each.port()));
    return begun;
  }

  /** Starts one in another way, without waiting for it. */
  ReplicaProcess launch(Program program, String name, Map<String, String> environment)
      throws IOException {
    ReplicaProcess replica =
        ReplicaProcess.start(
            program,
            name,
            new FaultyProxy(api.config(), apiCertificate),
            apiCertificate,
            webhookCertificate,
            environment);
    replicas.add(replica);
    return replica;
  }

  /** As a node does: no new calls, and then the signal to end. */
  void stop(ReplicaProcess replica) throws InterruptedException {
    load.leaveOut(replica.port());
    replicas.remove(replica);
    replica.stop();
  }

  /** As a crash: calls that are under way, and those until the node notices, are lost. */
  void kill(ReplicaProcess replica) throws InterruptedException {
    replicas.remove(replica);
    replica.process().kill();
    load.leaveOut(replica.port());
    replica.close();
  }

  /** What becomes of requests to the API server from now on; open connections break. */
  void rule(Function<ApiRequest, Fault> rule) {
    eachWay(
        way -> {
          way.rule(rule);
          way.breakConnections();
        });
  }

  void breakDown() {
    eachWay(FaultyProxy::breakDown);
  }

  void showStrangeCertificate() {
    eachWay(way -> way.show(strangeCertificate));
  }

  /** Ends every fault. */
  void mend() {
    eachWay(
        way -> {
          way.rule(request -> OnTheWay.NONE);
          way.mend();
          way.show(apiCertificate);
        });
  }

  private void eachWay(Consumer<FaultyProxy> change) {
    replicas.forEach(each -> change.accept(each.way()));
  }

  void namespace(String name, Map<String, String> labels) {
    admin()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .build())
        .createOr(NonDeletingOperation::update);
  }

  /** A Secret that every project gets a copy of. */
  void clusterWide(String name) {
    secret("runai", name, name + ".example", Map.of("runai/cluster-wide", "true"));
  }

  /** A Secret with one credential, or the same with another password. */
  void secret(String namespace, String name, String registry, Map<String, String> labels) {
    String config =
        "{\"auths\":{\"%s\":{\"username\":\"u\",\"password\":\"%s\"}}}"
            .formatted(registry, System.nanoTime());
    config(namespace, name, config, labels);
  }

  /** A Secret with this content. */
  void config(String namespace, String name, String config, Map<String, String> labels) {
    Secret secret =
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(name)
            .withLabels(labels)
            .endMetadata()
            .withType("kubernetes.io/dockerconfigjson")
            .addToData(
                ".dockerconfigjson",
                Base64.getEncoder().encodeToString(config.getBytes(StandardCharsets.UTF_8)))
            .build();
    admin().resource(secret).createOr(NonDeletingOperation::update);
  }

  /** Events, and what was asked of the API: they would only make it slow. */
  void forgetTheRecords() {
    admin().events().v1().events().inAnyNamespace().delete();
    api.forgetRequests();
  }

  /** Waits until each steady project has a copy of this Secret of runai as it is now. */
  void awaitCopies(String name) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(
            () -> {
              Secret source = admin().secrets().inNamespace("runai").withName(name).get();
              assertThat(
                      IntStream.range(0, PROJECTS)
                          .mapToObj(
                              i -> admin().secrets().inNamespace(project(i)).withName(name).get()))
                  .allSatisfy(
                      copy -> {
                        assertThat(copy).isNotNull();
                        assertThat(copy.getData().equals(source.getData())).isTrue();
                      });
            });
  }

  /** Waits until each steady project has copies of what is cluster-wide, and no others. */
  void awaitAllCopies() {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(
            () -> {
              Map<String, Map<String, String>> sources = secrets("runai", "runai/cluster-wide");
              assertThat(IntStream.range(0, PROJECTS).mapToObj(TestedCluster::project))
                  .allSatisfy(
                      project -> {
                        var copies = secrets(project, "app.kubernetes.io/managed-by");
                        assertThat(copies.keySet()).isEqualTo(sources.keySet());
                        assertThat(copies.equals(sources)).as("the same contents").isTrue();
                      });
            });
  }

  /** The contents of those with a label, by name. */
  private Map<String, Map<String, String>> secrets(String namespace, String label) {
    return admin().secrets().inNamespace(namespace).withLabel(label).list().getItems().stream()
        .collect(Collectors.toMap(each -> each.getMetadata().getName(), Secret::getData));
  }

  /** Whether a copy of a Secret is anywhere. */
  boolean isCopied(String name) {
    return IntStream.range(0, PROJECTS)
        .anyMatch(i -> admin().secrets().inNamespace(project(i)).withName(name).get() != null);
  }

  /** The replica that writes the copies. */
  ReplicaProcess leader() {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> replicas().stream().filter(ReplicaProcess::leads).findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  @Override
  public void close() throws IOException {
    load.close();
    replicas.forEach(ReplicaProcess::close);
    api.close();
    apiCertificate.close();
    strangeCertificate.close();
    webhookCertificate.close();
  }
}
