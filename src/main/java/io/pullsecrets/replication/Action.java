package io.pullsecrets.replication;

import java.util.Objects;

/** One Secret that has to be written. All that tells about it prints its code and its sentence. */
public sealed interface Action {
  /** {@link Create#code()}. */
  String COPY_MISSING = "copy-missing";

  /** {@link Update#code()}. */
  String COPY_DIFFERS = "copy-differs";

  /** The namespace of the Secret. */
  String namespace();

  /** The name of the Secret. */
  String name();

  /** Why, as a stable word. */
  String code();

  /** One sentence for people. Holds names only. */
  String sentence();

  /**
   * There is no copy yet.
   *
   * @param namespace where it is missing
   * @param name the copy's name: the source's own, or the one derived from it
   * @param source what to copy
   */
  record Create(String namespace, String name, Source source) implements Action {
    public Create {
      Objects.requireNonNull(namespace, "namespace");
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(source, "source");
    }

    @Override
    public String code() {
      return COPY_MISSING;
    }

    @Override
    public String sentence() {
      return "Create secret %s/%s: a copy of cluster-wide secret %s is missing."
          .formatted(namespace, name, source.name());
    }
  }

  /**
   * A copy differs from its source, in content or mark. It is changed in place, for the kubelet
   * remembers a Secret's UID with the images that were pulled by it.
   *
   * @param present the copy, of the source's type
   * @param source what to copy
   */
  record Update(PresentSecret present, Source source) implements Action {
    public Update {
      Objects.requireNonNull(present, "present");
      Objects.requireNonNull(source, "source");
    }

    @Override
    public String namespace() {
      return present.namespace();
    }

    @Override
    public String name() {
      return present.name();
    }

    @Override
    public String code() {
      return COPY_DIFFERS;
    }

    @Override
    public String sentence() {
      return "Update secret %s/%s: it differs from cluster-wide secret %s."
          .formatted(namespace(), name(), source.name());
    }
  }

  /**
   * A copy has to go.
   *
   * @param present the copy; only this version of it is meant
   * @param reason why
   */
  record Delete(PresentSecret present, Reason reason) implements Action {
    public Delete {
      Objects.requireNonNull(present, "present");
      Objects.requireNonNull(reason, "reason");
    }

    @Override
    public String namespace() {
      return present.namespace();
    }

    @Override
    public String name() {
      return present.name();
    }

    @Override
    public String code() {
      return reason.code();
    }

    @Override
    public String sentence() {
      return "Delete secret %s/%s: %s.".formatted(namespace(), name(), reason.clause());
    }
  }
}
