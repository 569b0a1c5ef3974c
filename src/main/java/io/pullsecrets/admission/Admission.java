package io.pullsecrets.admission;

import io.pullsecrets.image.PrintableText;
import io.pullsecrets.index.ClusterIndex;
import io.pullsecrets.index.Informers;
import io.pullsecrets.index.ProjectSnapshot;
import io.pullsecrets.injection.Decision;
import io.pullsecrets.injection.Injector;
import io.pullsecrets.injection.Reason;
import io.pullsecrets.journal.RecentDecisions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * Answers AdmissionReviews. Reads only memory and has no side effect on the cluster, so dry runs
 * need no care.
 */
@Singleton
final class Admission {
  private static final Logger LOG = Logger.getLogger(Admission.class);

  /** A namespace's name has 63 characters, a uid 36. */
  private static final int LOGGED_LENGTH = 63;

  private final Function<String, Optional<ProjectSnapshot>> projects;
  private final BooleanSupplier indexed;
  private final RecentDecisions recent;
  private final AnswerCache answers = new AnswerCache();

  @Inject
  Admission(ClusterIndex index, Informers informers, RecentDecisions recent) {
    this(index::snapshot, informers::haveListed, recent);
  }

  /**
   * An admission for tests and the warm-up.
   *
   * @param projects finds the project in a namespace
   * @param indexed whether {@code projects} knows the whole cluster
   */
  Admission(Function<String, Optional<ProjectSnapshot>> projects, BooleanSupplier indexed) {
    this(projects, indexed, new RecentDecisions());
    recent.begin();
  }

  Admission(
      Function<String, Optional<ProjectSnapshot>> projects,
      BooleanSupplier indexed,
      RecentDecisions recent) {
    this.projects = projects;
    this.indexed = indexed;
    this.recent = recent;
  }

  /**
   * The answer to a request.
   *
   * <p>This is the one place that keeps the promise that no failure of ours stops a pod: whatever
   * goes wrong, the pod is allowed unchanged, with a warning.
   */
  Answer answer(AdmissionRequest request) {
    try {
      PreparedAnswer prepared = prepare(request);
      if (LOG.isDebugEnabled()) {
        logWithUid(
            request,
            () ->
                LOG.debugf(
                    "uid=%s namespace=%s reason=%s %s",
                    printable(request.uid()),
                    printable(request.namespace()),
                    prepared.decision().reason().code(),
                    prepared.decision().explanation()));
      }
      return answer(request, prepared);
    } catch (RuntimeException | StackOverflowError | LinkageError failure) {
      logWithUid(
          request,
          () ->
              LOG.errorf(
                  failure,
                  "uid=%s namespace=%s reason=%s allowed unchanged after an error",
                  printable(request.uid()),
                  printable(request.namespace()),
                  Reason.INTERNAL_ERROR.code()));
      Decision decision =
          new Decision.Leave(
              Reason.INTERNAL_ERROR,
              "An error in the injector; its log has the request's uid.",
              List.of(),
              Optional.of("no pull secret was looked for, because of an internal error"));
      return answer(request, prepared(request, decision));
    }
  }

  private Answer answer(AdmissionRequest request, PreparedAnswer prepared) {
    Answer answer = new Answer(prepared.decision(), ReviewWriter.finish(prepared, request.uid()));
    recent.add(request.operation(), request.namespace(), request.podName(), answer.decision());
    return answer;
  }

  /** Where the log is JSON, the uid is a field of its own too. */
  private static void logWithUid(AdmissionRequest request, Runnable line) {
    MDC.put("uid", printable(request.uid()));
    try {
      line.run();
    } finally {
      MDC.remove("uid");
    }
  }

  /** Whoever calls chooses these texts, and must not be able to end the line with them. */
  private static String printable(String text) {
    return PrintableText.of(text, LOGGED_LENGTH);
  }

  private PreparedAnswer prepare(AdmissionRequest request) {
    if (!request.podCreation()) {
      return prepared(
          request,
          Decision.Leave.of(
              Reason.NOT_A_POD_CREATION,
              "Only the creation of a pod can change its pull secrets."));
    }
    if (!indexed.getAsBoolean()) {
      return prepared(
          request,
          new Decision.Leave(
              Reason.NOT_READY,
              "The injector has just started and doesn't know the cluster yet.",
              List.of(),
              Optional.of("no pull secret was looked for, because the injector is starting")));
    }
    Optional<ProjectSnapshot> snapshot = projects.apply(request.namespace());
    return snapshot.isEmpty()
        ? prepared(request, Decision.Leave.notAProject())
        : prepare(request, snapshot.get());
  }

  private PreparedAnswer prepare(AdmissionRequest request, ProjectSnapshot snapshot) {
    AnswerCache.Key key =
        new AnswerCache.Key(snapshot.project(), snapshot.version(), request.pod(), request.shape());
    PreparedAnswer answer = answers.find(key);
    if (answer == null) {
      answer =
          prepared(
              request, Injector.decide(request.pod(), snapshot.project(), snapshot.candidates()));
      answers.keep(key, answer);
    }
    return answer;
  }

  private static PreparedAnswer prepared(AdmissionRequest request, Decision decision) {
    return ReviewWriter.prepare(decision, request.pod(), request.shape());
  }

  /**
   * An answer ready to be sent.
   *
   * @param decision what was decided
   * @param body the AdmissionReview that says so
   */
  @SuppressWarnings("ArrayRecordComponent") // Handed on to be sent, never compared.
  record Answer(Decision decision, byte[] body) {}
}
