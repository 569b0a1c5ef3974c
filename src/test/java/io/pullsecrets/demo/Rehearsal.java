package io.pullsecrets.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Sends pods through the API server's steps, and the webhook, in the order of a real creation. */
final class Rehearsal {
  private static final String PROJECT_LABEL = "runai/queue";

  private final InMemoryCluster cluster;
  private final Webhook webhook;

  Rehearsal(InMemoryCluster cluster, Webhook webhook) {
    this.cluster = cluster;
    this.webhook = webhook;
  }

  /** A row for each pod. */
  List<Row> play(List<ExamplePod> pods) throws InterruptedException {
    List<Row> rows = new ArrayList<>();
    for (ExamplePod pod : pods) {
      rows.add(play(pod));
    }
    return rows;
  }

  /** The pod as it leaves the ServiceAccount admission plugin. */
  ObjectNode admitted(ExamplePod pod) {
    return ServiceAccountAdmission.admit(
        pod.manifest(), cluster.serviceAccount(pod.namespace(), pod.serviceAccount()));
  }

  private Row play(ExamplePod example) throws InterruptedException {
    ObjectNode pod = admitted(example);
    List<String> before = ExamplePod.pullSecrets(pod);
    String project = cluster.namespaceLabel(example.namespace(), PROJECT_LABEL);
    try {
      Webhook.Answer answer = webhook.create(pod, example.namespace());
      List<String> after = ExamplePod.pullSecrets(answer.pod());
      return new Row(
          example.title(),
          project == null ? "(none)" : project,
          example.images(),
          before,
          after,
          answer.reason(),
          answer.explanation(),
          answer.warnings(),
          answer.nanoseconds() / 1e6,
          problemsOfSecondCall(answer, example.namespace()));
    } catch (IOException e) {
      return new Row(
          example.title(),
          project == null ? "(none)" : project,
          example.images(),
          before,
          before,
          "(no answer)",
          "",
          List.of(),
          0,
          List.of(e.toString()));
    }
  }

  /** An API server calls once more when a later webhook has changed the pod. */
  private List<String> problemsOfSecondCall(Webhook.Answer first, String namespace)
      throws IOException, InterruptedException {
    Webhook.Answer second = webhook.create(first.pod().deepCopy(), namespace);
    return second.pod().equals(first.pod())
        ? List.of()
        : List.of("a second call changes the pod again: " + ExamplePod.pullSecrets(second.pod()));
  }
}
