package io.pullsecrets.installation;

import static io.pullsecrets.installation.Installation.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.pullsecrets.NeedsRealApi;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cluster is after the injector what it was before it. */
@NeedsRealApi
class UninstallIT {
  /** They expire by themselves. */
  private static final List<String> TOLD = List.of("Event", "Lease/kube-system");

  static Stream<Named<Installer>> installers() {
    return Stream.of(
        Named.of("manifests", Installer.manifests()), Named.of("Helm", Installer.helm(Map.of())));
  }

  @ParameterizedTest
  @MethodSource("installers")
  void it_leaves_nothing_of_its_own_and_takes_nothing_of_others(Installer installer) {
    try (Installation cluster = Installation.prepare(installer)) {
      cluster.project("project");
      cluster.pullSecret("runai", "shared", "shared.example.com", "runai/cluster-wide=true");
      cluster.pullSecret(
          "project",
          "theirs",
          "theirs.example.com",
          "app.kubernetes.io/managed-by=pull-secret-injector");
      Set<String> before = objects(cluster);
      Secret theirs = cluster.secret("project", "theirs");

      cluster.install();
      Replica replica = cluster.startReplica();
      eventually(() -> assertThat(cluster.secret("project", "shared")).isNotNull());
      assertThat(objects(cluster)).hasSizeGreaterThan(before.size() + 10);
      cluster.stop(replica);

      assertThat(cluster.uninstall()).contains("Nothing of the injector is left.");
      assertThat(objects(cluster)).isEqualTo(before);
      assertThat(cluster.secret("project", "theirs")).isEqualTo(theirs);
    }
  }

  /** Kind, namespace and name of all that can be listed. */
  private static Set<String> objects(Installation cluster) {
    String kinds =
        String.join(
            ",",
            cluster.kubectl("api-resources", "--verbs=list", "-o", "name").strip().split("\n"));
    Set<String> objects = new TreeSet<>();
    Arrays.stream(
            cluster
                .kubectl(
                    "get",
                    kinds,
                    "--all-namespaces",
                    "-o",
                    "jsonpath={range .items[*]}{.kind}/{.metadata.namespace}/{.metadata.name}{\"\\n\"}{end}")
                .split("\n"))
        .filter(line -> TOLD.stream().noneMatch(line::startsWith))
        .forEach(objects::add);
    return objects;
  }
}
