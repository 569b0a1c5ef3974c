package io.pullsecrets.index;

import io.pullsecrets.injection.DeclarationRule;
import io.pullsecrets.injection.DeclarationRule.Mark;
import io.pullsecrets.project.Project;
import io.pullsecrets.project.ProjectSecrets;
import io.pullsecrets.project.Reach;
import io.pullsecrets.registry.PullSecret;
import io.pullsecrets.registry.SecretType;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A Secret changes, and the next pod of a project gets the snapshot with the change. Beside 5
 * Secrets in each project and 20 cluster-wide ones.
 */
@State(Scope.Benchmark)
public class ClusterIndexBenchmark {
  private static final String SOURCES = "runai";
  private static final int OF_EACH_PROJECT = 5;
  private static final int CLUSTER_WIDE = 20;

  /** In turn, so that it isn't always the same that are at hand. */
  private static final int CHANGING = 100;

  @Param({"100", "10000"})
  int projects;

  private final SecretFacts[][] ofProjects = new SecretFacts[CHANGING][2];
  private final SecretFacts[] clusterWide = new SecretFacts[2];
  private ClusterIndex index;
  private int turn;

  @Setup
  public void setUp() {
    index = new ClusterIndex(new DeclarationRule(ProjectSecrets.ALL), Optional.of(SOURCES));
    for (int i = 0; i < projects; i++) {
      Project project = new Project(namespace(i), false, false);
      index.putProject(new NamedProject("project-" + i, project));
      for (int secret = 0; secret < OF_EACH_PROJECT; secret++) {
        index.putSecret(secret(namespace(i), secret, "", Optional.empty()));
      }
    }
    for (int secret = 0; secret < CLUSTER_WIDE; secret++) {
      index.putSecret(secret(SOURCES, secret, "", Optional.of(new Reach.Everyone())));
    }
    for (int state = 0; state < 2; state++) {
      clusterWide[state] = secret(SOURCES, 3, "/" + state, Optional.of(new Reach.Everyone()));
      for (int i = 0; i < CHANGING; i++) {
        ofProjects[i][state] = secret(namespace(i), 3, "/" + state, Optional.empty());
      }
    }
    if (projectSecret().version().equals(projectSecret().version())) {
      throw new IllegalStateException("the changes don't reach the snapshots");
    }
  }

  @Benchmark
  public ProjectSnapshot projectSecret() {
    turn++;
    int project = turn % CHANGING;
    index.putSecret(ofProjects[project][turn / CHANGING % 2]);
    return index.snapshot(namespace(project)).orElseThrow();
  }

  @Benchmark
  public ProjectSnapshot clusterWideSecret() {
    turn++;
    index.putSecret(clusterWide[turn % 2]);
    return index.snapshot(namespace(turn % CHANGING)).orElseThrow();
  }

  private static String namespace(int project) {
    return "runai-project-" + project;
  }

  private static SecretFacts secret(
      String namespace, int number, String path, Optional<Reach> reach) {
    SecretType type = SecretType.DOCKER_CONFIG_JSON;
    String config =
        "{\"auths\":{\"registry-%d.example.net%s\":{\"username\":\"u\",\"password\":\"p\"}}}"
            .formatted(number, path);
    PullSecret secret =
        PullSecret.read(
            namespace,
            "secret-" + number,
            type.typeName(),
            Map.of(type.dataKey(), config.getBytes(StandardCharsets.UTF_8)));
    return new SecretFacts(secret, type, "uid", "1", "", "", reach, Mark.NONE, Optional.empty());
  }
}
