package io.pullsecrets.demo;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The life of a cluster-wide Secret: made, labelled, rotated, unlabelled and deleted, and after
 * each step how long it took until all projects were as they should be.
 */
final class ReplicationStory {
  private static final String NAMESPACE = "runai";
  private static final String NAME = "demo-registry";
  private static final String LABEL = "runai/cluster-wide";
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);

  private final InMemoryCluster cluster;
  private final TextTable table =
      new TextTable().column("STEP", 60).column("THEN", 46).rightColumn("MS", 8);
  private boolean right = true;

  ReplicationStory(InMemoryCluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Tells it.
   *
   * @return whether each step had its effect
   */
  boolean tell() {
    step(
        "start: the examples' cluster-wide Secrets",
        "each project has copies of those meant for it",
        () -> {},
        this::areAsExpected);
    cluster.put(secret("first", Map.of()));
    step(
        "kubectl label secret " + NAME + " -n runai " + LABEL + "=true",
        "each project has a copy",
        () -> cluster.put(secret("first", Map.of(LABEL, "true"))),
        copies -> copies.values().stream().allMatch(names -> names.containsKey(NAME)));
    List<String> before = versions();
    step(
        "its password is changed",
        "each copy is changed in place",
        () -> cluster.put(secret("second", Map.of(LABEL, "true"))),
        copies ->
            copies.values().stream()
                .allMatch(names -> names.containsKey(NAME) && !before.contains(names.get(NAME))));
    step(
        "kubectl label secret " + NAME + " -n runai " + LABEL + "-",
        "no project has a copy",
        () -> cluster.put(secret("second", Map.of())),
        copies -> copies.values().stream().noneMatch(names -> names.containsKey(NAME)));
    step(
        "kubectl label … " + LABEL + "=true again",
        "each project has a copy",
        () -> cluster.put(secret("second", Map.of(LABEL, "true"))),
        copies -> copies.values().stream().allMatch(names -> names.containsKey(NAME)));
    step(
        "kubectl delete secret " + NAME + " -n runai",
        "its copies are gone, the others are there",
        () -> cluster.remove(secret("second", Map.of())),
        this::areAsExpected);
    System.out.println("The life of a cluster-wide Secret, and when the projects had followed:\n");
    System.out.println(table);
    return right;
  }

  private void step(
      String what,
      String then,
      Runnable change,
      Predicate<SortedMap<String, SortedMap<String, String>>> holds) {
    long start = System.nanoTime();
    change.run();
    boolean held = true;
    try {
      Awaitility.await()
          .pollDelay(Duration.ZERO)
          .pollInterval(BETWEEN_LOOKS)
          .atMost(PATIENCE)
          .until(() -> holds.test(cluster.copies()));
    } catch (ConditionTimeoutException e) {
      held = false;
    }
    right &= held;
    table.row(
        List.of(what),
        held ? List.of(then) : List.of("WRONG, expected: " + then, "got: " + cluster.copies()),
        List.of("%.0f".formatted((System.nanoTime() - start) / 1e6)));
  }

  private boolean areAsExpected(SortedMap<String, SortedMap<String, String>> copies) {
    return copies.entrySet().stream()
        .allMatch(each -> each.getValue().keySet().equals(cluster.expectedCopies(each.getKey())));
  }

  private List<String> versions() {
    List<String> versions = new ArrayList<>();
    cluster.copies().values().forEach(names -> versions.add(names.getOrDefault(NAME, "")));
    return versions;
  }

  private static Secret secret(String password, Map<String, String> labels) {
    Secret secret =
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(NAMESPACE)
            .withName(NAME)
            .withLabels(new TreeMap<>(labels))
            .endMetadata()
            .withType("kubernetes.io/dockerconfigjson")
            .addToStringData(
                ".dockerconfigjson",
                "{\"auths\":{\"demo.example.com\":{\"username\":\"u\",\"password\":\""
                    + password
                    + "\"}}}")
            .build();
    Manifests.encode(secret);
    return secret;
  }
}
