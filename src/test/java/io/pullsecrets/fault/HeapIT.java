package io.pullsecrets.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pullsecrets.MarkedSecrets;
import io.pullsecrets.Marker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the memory of packaged servers holds, after they have read many Secrets. */
class HeapIT {
  private static final Marker FIRST = new Marker("first");
  private static final Marker SECOND = new Marker("second");

  private static final byte[] KNOWN = "own-undecodable-auth".getBytes(StandardCharsets.ISO_8859_1);

  @TempDir Path folder;

  private TestedCluster cluster;

  @BeforeEach
  void start() throws IOException {
    cluster = new TestedCluster();
  }

  @AfterEach
  void close() throws IOException {
    cluster.close();
  }

  @Test
  void no_replica_keeps_a_credential_in_memory() throws Exception {
    putAll(FIRST);
    List<ReplicaProcess> both = cluster.startReplicas(2, Map.of());
    ReplicaProcess leader = cluster.leader();
    ReplicaProcess other = both.get(1 - both.indexOf(leader));
    cluster.load().start(400);
    cluster.awaitCopies("username");
    putAll(SECOND);
    cluster.awaitCopies("username");
    cluster.awaitCopies("password");
    int until = cluster.load().done() + 200;
    await().atMost(Duration.ofSeconds(60)).until(() -> cluster.load().done() >= until);
    assertThat(cluster.load().report().wrong()).isEmpty();

    assertThat(found(other, "other")).as("on the replica that doesn't lead").isEmpty();
    assertThat(found(leader, "leader")).as("on the leader, when it has written").isEmpty();
  }

  private void putAll(Marker marker) {
    Map<String, String> contents = MarkedSecrets.contents(marker);
    contents.remove("docker-hub"); // it would serve pods of the load
    contents.forEach(
        (name, content) -> {
          cluster.config("runai", name, content, Map.of("runai/cluster-wide", "true"));
          cluster.config(
              TestedCluster.project(0),
              "own-" + name,
              content,
              Map.of("run.ai/resource", "docker-registry"));
        });
  }

  private SortedMap<String, Integer> found(ReplicaProcess replica, String name)
      throws IOException, InterruptedException {
    Path dump = folder.resolve(name + ".hprof").toAbsolutePath();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    command.add(Long.toString(replica.pid()));
    command.add("GC.heap_dump");
    // Only what is in use: the dump collects the rest first.
    command.add(dump.toString());
    Process jcmd =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(jcmd.waitFor(60, TimeUnit.SECONDS)).isTrue();
    Map<String, List<byte[]>> sought = new HashMap<>(Map.of("name", List.of(KNOWN)));
    FIRST.bytes().forEach((form, bytes) -> sought.put("the first " + form, bytes));
    SECOND.bytes().forEach((form, bytes) -> sought.put("the second " + form, bytes));
    SortedMap<String, Integer> found = new ByteSearch(sought).in(dump);
    Files.delete(dump);
    // It finds what is there: the index keeps the names of Secrets.
    assertThat(found.remove("name")).isNotNull();
    return found;
  }
}
