package io.pullsecrets.replicator;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.pullsecrets.project.CopyMark;
import io.pullsecrets.registry.SecretType;
import io.pullsecrets.replication.Action;
import io.pullsecrets.replication.PresentSecret;
import io.pullsecrets.replication.Source;
import io.pullsecrets.replicator.SecretRequests.PatchOperation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Writes copies, each action with one request that has an effect only on what it was planned for: a
 * creation fails if the name is taken, and what is there is changed or deleted only in the version
 * that the plan saw.
 */
final class CopyWriter {
  private final SecretRequests requests;
  private final SourceContents contents;
  private final String sourceNamespace;
  private final BooleanSupplier mayWrite;

  /**
   * @param mayWrite asked directly before each write, since reading the content before it can take
   *     longer than a replica leads
   */
  CopyWriter(
      SecretRequests requests,
      SourceContents contents,
      String sourceNamespace,
      BooleanSupplier mayWrite) {
    this.requests = requests;
    this.contents = contents;
    this.sourceNamespace = sourceNamespace;
    this.mayWrite = mayWrite;
  }

  WriteOutcome apply(Action action) {
    if (action instanceof Action.Create create) {
      return withContent(create.source(), content -> create(create, content));
    }
    if (action instanceof Action.Update update) {
      return withContent(update.source(), content -> update(update, content));
    }
    PresentSecret present = ((Action.Delete) action).present();
    return write(
        () ->
            requests.delete(
                present.namespace(), present.name(), present.uid(), present.resourceVersion()));
  }

  private WriteOutcome withContent(Source source, Function<String, WriteOutcome> write) {
    SourceContents.Content content = contents.of(source);
    return content instanceof SourceContents.Content.Known known
        ? write(() -> write.apply(known.base64()))
        : ((SourceContents.Content.Unknown) content).why();
  }

  private WriteOutcome write(Supplier<WriteOutcome> write) {
    return mayWrite.getAsBoolean()
        ? write.get()
        : new WriteOutcome.Overtaken("this replica no longer leads");
  }

  private WriteOutcome create(Action.Create create, String content) {
    CopyMark mark = create.source().mark(sourceNamespace);
    SecretType type = create.source().type();
    WriteOutcome outcome =
        requests.create(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(create.namespace())
                .withName(create.name())
                .withLabels(mark.labels())
                .withAnnotations(mark.annotations())
                .endMetadata()
                .withType(type.typeName())
                .addToData(type.dataKey(), content)
                .build());
    return outcome instanceof WriteOutcome.Overtaken ? overtaken(create, outcome) : outcome;
  }

  /** The index, which brings a new plan, never hears of a Secret that is none for registries. */
  private WriteOutcome overtaken(Action.Create create, WriteOutcome outcome) {
    SecretRequests.Answer answer = requests.get(create.namespace(), create.name());
    if (answer instanceof SecretRequests.Answer.Missing missing) {
      return missing.why() instanceof WriteOutcome.Unavailable ? missing.why() : outcome;
    }
    String there = ((SecretRequests.Answer.Found) answer).secret().getType();
    return Arrays.stream(SecretType.values()).noneMatch(type -> type.typeName().equals(there))
        ? new WriteOutcome.Refused("the name is taken by a secret that is none for registries")
        : outcome;
  }

  /**
   * Labels and annotations that others have put on the copy stay, all other data goes. The API
   * server refuses the patch if the resource version that it writes isn't the present one
   * (optimistic locking); no two Secrets have the same, so it stands for the UID too.
   */
  private WriteOutcome update(Action.Update update, String content) {
    CopyMark mark = update.source().mark(sourceNamespace);
    List<PatchOperation> operations = new ArrayList<>();
    operations.add(
        new PatchOperation(
            "replace", "/metadata/resourceVersion", update.present().resourceVersion()));
    // Both maps are there, or it would be no copy.
    mark.labels().forEach((key, value) -> operations.add(add("/metadata/labels/", key, value)));
    mark.annotations()
        .forEach((key, value) -> operations.add(add("/metadata/annotations/", key, value)));
    operations.add(
        new PatchOperation("add", "/data", Map.of(update.source().type().dataKey(), content)));
    WriteOutcome outcome = requests.patch(update.namespace(), update.name(), operations);
    return outcome instanceof WriteOutcome.Refused && isImmutable(update.present())
        ? replace(update.present())
        : outcome;
  }

  private boolean isImmutable(PresentSecret copy) {
    return requests.get(copy.namespace(), copy.name()) instanceof SecretRequests.Answer.Found found
        && Boolean.TRUE.equals(found.secret().getImmutable());
  }

  /** Somebody has made the copy immutable, so that it can only go; the next plan makes it anew. */
  private WriteOutcome replace(PresentSecret copy) {
    WriteOutcome outcome =
        requests.delete(copy.namespace(), copy.name(), copy.uid(), copy.resourceVersion());
    return outcome instanceof WriteOutcome.Written
        ? new WriteOutcome.Overtaken("it is immutable, and made anew")
        : outcome;
  }

  private static PatchOperation add(String map, String key, String value) {
    return new PatchOperation("add", map + key.replace("~", "~0").replace("/", "~1"), value);
  }
}
