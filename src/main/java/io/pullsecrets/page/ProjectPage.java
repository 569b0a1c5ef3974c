package io.pullsecrets.page;

import java.util.Objects;
import java.util.Optional;

/**
 * One project.
 *
 * @param frame what stands on every page
 * @param namespace its namespace
 * @param name its name in Run:ai
 * @param department its department, if that is known
 * @param copies how it stands with the copy of each cluster-wide Secret
 * @param own the project's own docker Secrets
 * @param form where to ask about an image
 */
public record ProjectPage(
    Frame frame,
    String namespace,
    String name,
    Optional<String> department,
    Slice<CopyRow> copies,
    Slice<SecretRow> own,
    ExplainForm form) {
  public ProjectPage {
    Objects.requireNonNull(frame, "frame");
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(department, "department");
    Objects.requireNonNull(copies, "copies");
    Objects.requireNonNull(own, "own");
    Objects.requireNonNull(form, "form");
  }
}
