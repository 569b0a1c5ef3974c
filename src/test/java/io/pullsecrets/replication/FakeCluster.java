package io.pullsecrets.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.pullsecrets.project.CopyMark;
import io.pullsecrets.project.Project;
import io.pullsecrets.project.Reach;
import io.pullsecrets.registry.SecretType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * As much of a cluster as a plan needs. It applies actions as the API server would, and refuses
 * what it would refuse.
 */
final class FakeCluster {
  static final String SOURCE_NAMESPACE = "runai";

  private final Map<String, Source> sources = new HashMap<>();
  private final Map<String, Project> projects = new HashMap<>();

  /** By namespace and name, with a slash between them. */
  private final Map<String, PresentSecret> secrets = new HashMap<>();

  private int version;

  List<Source> sources() {
    return new ArrayList<>(sources.values());
  }

  List<Project> projects() {
    return new ArrayList<>(projects.values());
  }

  List<PresentSecret> secrets() {
    return new ArrayList<>(secrets.values());
  }

  Optional<Project> project(String namespace) {
    return Optional.ofNullable(projects.get(namespace));
  }

  Optional<PresentSecret> secret(String namespace, String name) {
    return Optional.ofNullable(secrets.get(namespace + "/" + name));
  }

  /**
   * Whether nobody but its owner may write it: it has no mark of ours, or is beside the sources.
   */
  boolean isUntouchable(PresentSecret secret) {
    return secret.mark().isEmpty() || secret.namespace().equals(SOURCE_NAMESPACE);
  }

  private boolean isSource(PresentSecret secret) {
    return sources.values().stream().anyMatch(source -> source.uid().equals(secret.uid()));
  }

  /** A user creates a source, or changes it; for another type it must be created anew. */
  void putSource(
      String name,
      SecretType type,
      String credentials,
      boolean usable,
      Reach reach,
      Optional<CopyMark> mark) {
    Source before = sources.get(name);
    String uid = before != null && before.type() == type ? before.uid() : newUid();
    Source source =
        new Source(
            name, uid, newVersion(), type, "copy of " + credentials, credentials, usable, reach);
    sources.put(name, source);
    put(
        SOURCE_NAMESPACE,
        name,
        uid,
        type.typeName(),
        "written as " + credentials,
        credentials,
        mark);
  }

  /** A user takes the label from a source, whose Secret stays. */
  void unlabelSource(String name) {
    sources.remove(name);
  }

  void removeSource(String name) {
    if (sources.remove(name) != null) {
      secrets.remove(SOURCE_NAMESPACE + "/" + name);
    }
  }

  void putProject(Project project) {
    projects.put(project.namespace(), project);
  }

  void removeProject(String namespace) {
    projects.remove(namespace);
  }

  void removeNamespace(String namespace) {
    removeProject(namespace);
    secrets.values().removeIf(secret -> secret.namespace().equals(namespace));
  }

  /** Somebody creates a Secret, in place of what is there, unless that is a source. */
  void putSecret(
      String namespace, String name, SecretType type, String credentials, Optional<CopyMark> mark) {
    if (secret(namespace, name).filter(this::isSource).isEmpty()) {
      put(namespace, name, newUid(), type.typeName(), "mine of " + credentials, credentials, mark);
    }
  }

  void removeSecret(String namespace, String name) {
    if (secret(namespace, name).filter(this::isSource).isEmpty()) {
      secrets.remove(namespace + "/" + name);
    }
  }

  /** Somebody edits a Secret that isn't a source. */
  void edit(String namespace, String name, String credentials) {
    secret(namespace, name)
        .filter(secret -> !isSource(secret))
        .ifPresent(
            it ->
                put(
                    namespace,
                    name,
                    it.uid(),
                    it.type(),
                    "edit of " + credentials,
                    credentials,
                    it.mark()));
  }

  /** Somebody changes the mark of a copy, or takes it away. */
  void tamper(String namespace, String name, Optional<CopyMark> mark) {
    secret(namespace, name)
        .filter(secret -> !isUntouchable(secret))
        .ifPresent(
            it ->
                put(
                    namespace,
                    name,
                    it.uid(),
                    it.type(),
                    it.contentHash(),
                    it.credentialsDigest(),
                    mark));
  }

  ReplicationPlan plan() {
    return ClusterPlan.of(SOURCE_NAMESPACE, sources(), projects(), secrets());
  }

  void apply(List<Action> actions) {
    for (Action action : actions) {
      assertThat(project(action.namespace()).filter(Project::terminating))
          .as("%s in a terminating namespace", action)
          .isEmpty();
      Optional<PresentSecret> there = secret(action.namespace(), action.name());
      if (action instanceof Action.Create create) {
        assertThat(there).as("%s", action).isEmpty();
        write(create.namespace(), create.name(), newUid(), create.source());
      } else if (action instanceof Action.Update update) {
        assertThat(there).as("%s", action).contains(update.present());
        assertThat(isUntouchable(update.present())).as("%s", action).isFalse();
        assertThat(update.source().type().typeName())
            .as("a type can't be changed")
            .isEqualTo(update.present().type());
        write(update.namespace(), update.name(), update.present().uid(), update.source());
      } else if (action instanceof Action.Delete delete) {
        assertThat(there).as("%s", action).contains(delete.present());
        assertThat(isUntouchable(delete.present())).as("%s", action).isFalse();
        secrets.remove(delete.namespace() + "/" + delete.name());
      }
    }
  }

  private void write(String namespace, String name, String uid, Source source) {
    put(
        namespace,
        name,
        uid,
        source.type().typeName(),
        source.contentHash(),
        source.credentialsDigest(),
        Optional.of(source.mark(SOURCE_NAMESPACE)));
  }

  private void put(
      String namespace,
      String name,
      String uid,
      String type,
      String contentHash,
      String credentialsDigest,
      Optional<CopyMark> mark) {
    secrets.put(
        namespace + "/" + name,
        new PresentSecret(
            namespace, name, uid, newVersion(), type, contentHash, credentialsDigest, mark));
  }

  private String newUid() {
    return "uid-" + ++version;
  }

  private String newVersion() {
    return String.valueOf(++version);
  }
}
