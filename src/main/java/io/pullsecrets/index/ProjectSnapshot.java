package io.pullsecrets.index;

import io.pullsecrets.injection.Candidates;
import io.pullsecrets.project.Project;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A project at one moment. Immutable, so that a decision sees no change half-way.
 *
 * @param project the project
 * @param candidates the pull secrets that its pods can get
 * @param version stands for the candidates: two snapshots of the same version and project have the
 *     same
 */
public record ProjectSnapshot(Project project, Candidates candidates, Version version) {
  public ProjectSnapshot {
    Objects.requireNonNull(project, "project");
    Objects.requireNonNull(candidates, "candidates");
    Objects.requireNonNull(version, "version");
  }

  /** A snapshot whose version no other has. */
  public static ProjectSnapshot of(Project project, Candidates candidates) {
    return new ProjectSnapshot(project, candidates, new Version(Version.next(), 0));
  }

  /**
   * Stands for what two namespaces held at a moment, without keeping it in memory.
   *
   * @param own of the project's namespace
   * @param clusterWide of the namespace with the cluster-wide Secrets
   */
  public record Version(long own, long clusterWide) {
    private static final AtomicLong LAST = new AtomicLong();

    // By hand: docs/decisions/014-start-from-the-jvms-cache.md
    @Override
    public boolean equals(@Nullable Object object) {
      return object instanceof Version other
          && own == other.own
          && clusterWide == other.clusterWide;
    }

    @Override
    public int hashCode() {
      return 31 * Long.hashCode(own) + Long.hashCode(clusterWide);
    }

    /** A number that has never been given out in this process. */
    static long next() {
      return LAST.incrementAndGet();
    }
  }
}
