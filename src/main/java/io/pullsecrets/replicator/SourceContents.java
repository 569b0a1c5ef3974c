package io.pullsecrets.replicator;

import io.fabric8.kubernetes.api.model.Secret;
import io.pullsecrets.registry.PullSecretRepair;
import io.pullsecrets.registry.Sha256;
import io.pullsecrets.replication.Source;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What copies have under their data key, read from the source when it is needed and forgotten when
 * there is nothing left to write. So a rotation takes one read, not one for each project, and no
 * credential stays in memory.
 */
final class SourceContents {
  private final SecretRequests requests;
  private final String sourceNamespace;
  private final Map<String, Content.Known> known = new HashMap<>();

  SourceContents(SecretRequests requests, String sourceNamespace) {
    this.requests = requests;
    this.sourceNamespace = sourceNamespace;
  }

  /** The content of a source. */
  sealed interface Content {
    /**
     * It is as planned.
     *
     * @param hash of what copies have
     * @param base64 what copies have
     */
    record Known(String hash, String base64) implements Content {
      /** Without the content. */
      @Override
      public String toString() {
        return "content";
      }
    }

    /** The source isn't the planned one (any more), or can't be read. */
    record Unknown(WriteOutcome why) implements Content {}
  }

  /** The content for a copy. Others that ask meanwhile wait for the one read. */
  synchronized Content of(Source source) {
    Content.Known found = known.get(source.uid());
    if (found != null && found.hash().equals(source.contentHash())) {
      return found;
    }
    Content content = read(source);
    if (content instanceof Content.Known read) {
      known.put(source.uid(), read);
    }
    return content;
  }

  synchronized void forget() {
    known.clear();
  }

  private Content read(Source source) {
    SecretRequests.Answer answer = requests.get(sourceNamespace, source.name());
    if (answer instanceof SecretRequests.Answer.Missing missing) {
      return new Content.Unknown(missing.why());
    }
    Secret secret = ((SecretRequests.Answer.Found) answer).secret();
    Map<String, String> data = Objects.requireNonNullElse(secret.getData(), Map.of());
    byte[] repaired =
        PullSecretRepair.repair(
            source.type(),
            Base64.getDecoder().decode(data.getOrDefault(source.type().dataKey(), "")));
    return source.uid().equals(secret.getMetadata().getUid())
            && source.contentHash().equals(Sha256.hex(repaired))
        ? new Content.Known(source.contentHash(), Base64.getEncoder().encodeToString(repaired))
        : new Content.Unknown(new WriteOutcome.Overtaken("its source has changed"));
  }
}
