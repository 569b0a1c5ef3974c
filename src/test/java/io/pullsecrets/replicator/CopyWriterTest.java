package io.pullsecrets.replicator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.pullsecrets.index.FaultyApi;
import io.pullsecrets.project.Reach;
import io.pullsecrets.registry.SecretType;
import io.pullsecrets.registry.Sha256;
import io.pullsecrets.replication.Action;
import io.pullsecrets.replication.PresentSecret;
import io.pullsecrets.replication.Reason;
import io.pullsecrets.replication.Source;
import io.pullsecrets.replicator.WriteOutcome.Overtaken;
import io.pullsecrets.replicator.WriteOutcome.Written;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CopyWriterTest {
  private static final byte[] CONTENT =
      "{\"auths\":{\"nvcr.io\":{\"username\":\"u\",\"password\":\"p\"}}}"
          .getBytes(StandardCharsets.UTF_8);

  private final FaultyApi api = new FaultyApi();
  private final KubernetesClient client = api.client();

  @AfterEach
  void close() {
    client.close();
    api.close();
  }

  @Test
  void a_replica_that_loses_the_lease_while_it_reads_the_content_writes_nothing() {
    Source source = source();
    List<Action> actions =
        List.of(
            new Action.Create("team", "ngc", source),
            new Action.Update(present(), source),
            new Action.Delete(present(), Reason.SOURCE_GONE));
    AtomicInteger asked = new AtomicInteger();
    CopyWriter former = writer(false, asked);
    for (Action action : actions) {
      assertThat(former.apply(action)).isInstanceOf(Overtaken.class);
    }
    assertThat(asked).hasValue(actions.size());
    assertThat(api.admin().secrets().inNamespace("team").list().getItems()).isEmpty();
    assertThat(writer(true, asked).apply(actions.get(0))).isInstanceOf(Written.class);
  }

  private CopyWriter writer(boolean leads, AtomicInteger asked) {
    SecretRequests requests = new SecretRequests(client);
    return new CopyWriter(
        requests,
        new SourceContents(requests, "runai"),
        "runai",
        () -> {
          asked.incrementAndGet();
          return leads;
        });
  }

  private Source source() {
    String uid =
        api.admin()
            .resource(
                new SecretBuilder()
                    .withNewMetadata()
                    .withNamespace("runai")
                    .withName("ngc")
                    .endMetadata()
                    .withType(SecretType.DOCKER_CONFIG_JSON.typeName())
                    .addToData(
                        SecretType.DOCKER_CONFIG_JSON.dataKey(),
                        Base64.getEncoder().encodeToString(CONTENT))
                    .build())
            .create()
            .getMetadata()
            .getUid();
    return new Source(
        "ngc",
        uid,
        "1",
        SecretType.DOCKER_CONFIG_JSON,
        Sha256.hex(CONTENT),
        "digest",
        true,
        new Reach.Everyone());
  }

  private static PresentSecret present() {
    return new PresentSecret(
        "team",
        "ngc",
        "uid",
        "1",
        SecretType.DOCKER_CONFIG_JSON.typeName(),
        "",
        "",
        Optional.empty());
  }
}
