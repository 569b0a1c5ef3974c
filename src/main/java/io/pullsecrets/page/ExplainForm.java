package io.pullsecrets.page;

import java.util.Objects;

/**
 * The question for which Secrets a pod would get, as it was asked.
 *
 * @param images images, with space between them
 * @param project the project's namespace or its name
 */
public record ExplainForm(String images, String project) {
  static final ExplainForm EMPTY = new ExplainForm("", "");

  public ExplainForm {
    Objects.requireNonNull(images, "images");
    Objects.requireNonNull(project, "project");
  }
}
