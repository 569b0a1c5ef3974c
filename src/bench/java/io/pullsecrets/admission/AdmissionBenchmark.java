package io.pullsecrets.admission;

import io.pullsecrets.PullSecrets;
import io.pullsecrets.bench.ManySecrets;
import io.pullsecrets.bench.RecordedReview;
import io.pullsecrets.index.ProjectSnapshot;
import io.pullsecrets.injection.Candidates;
import io.pullsecrets.injection.Decision;
import io.pullsecrets.project.Project;
import io.pullsecrets.registry.PullSecretIndex;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** From the bytes of a review to the bytes of its answer, among 1,000 cluster-wide Secrets. */
@State(Scope.Benchmark)
public class AdmissionBenchmark {
  private static final int SECRETS = 1_000;

  @Param({RecordedReview.THREE_IMAGES, RecordedReview.DEPLOYMENT})
  String review = "";

  /** How many of the Secrets have a key with a {@code *}, which no hash map finds. */
  @Param({"0", "100"})
  int globs;

  private byte[] body;
  private Admission admission;

  /** One that finds the answer to the pod before again. */
  private Admission alike;

  private final AlikeReviews reviews = new AlikeReviews();
  private List<byte[]> bodies;
  private int next;

  @Setup
  public void setUp() throws InvalidReviewException {
    body = RecordedReview.body(review);
    bodies = RecordedReview.alike(body);
    PullSecretIndex clusterWide = ManySecrets.index(SECRETS, globs);
    Project project = new Project("demo", false, false);
    Candidates candidates =
        new Candidates(clusterWide, ownSecrets(), Set.of(), clusterWide, Map.of());
    // Each answer is made anew: no two snapshots have the same version.
    admission =
        new Admission(
            namespace -> Optional.of(ProjectSnapshot.of(project, candidates)), () -> true);
    Optional<ProjectSnapshot> snapshot = Optional.of(ProjectSnapshot.of(project, candidates));
    alike = new Admission(namespace -> snapshot, () -> true);
    if (!(answer().decision() instanceof Decision.Inject)) {
      throw new IllegalStateException("the pod gets no pull secret, so the work isn't measured");
    }
  }

  private static PullSecretIndex ownSecrets() {
    return PullSecretIndex.of(List.of(PullSecrets.withKeys("mine", "quay.io/a")));
  }

  @Benchmark
  public Admission.Answer answer() throws InvalidReviewException {
    return admission.answer(ReviewReader.read(body));
  }

  @Benchmark
  public Admission.Answer answerAlike() throws InvalidReviewException {
    next = (next + 1) % bodies.size();
    return alike.answer(reviews.read(bodies.get(next)));
  }
}
